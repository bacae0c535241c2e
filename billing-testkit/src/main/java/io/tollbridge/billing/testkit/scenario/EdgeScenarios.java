// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingServiceBuilder;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.GrantReceipt;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.IdempotencyConflictException;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.account.ShortfallPolicy;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The edges beside the scenarios of groups A, G and H: exact moments, exact limits, nothing at all, equal dates. */
public abstract class EdgeScenarios extends Scenario {
    /** For subclasses. */
    protected EdgeScenarios() {}

    @Override
    protected final BillingServiceBuilder configure(BillingServiceBuilder builder) {
        return builder.holdTime(Duration.ofDays(90));
    }

    @Test
    @DisplayName("A5: a partial deduction with nothing there is refused")
    final void refusesPartialOfNothing() {
        given(0, 10, 0);

        DeductionResult result =
                billing().tryDeduct(Deduction.of(TENANT).cost(1).onShortfall(ShortfallPolicy.PARTIAL));

        assertThat(result).isInstanceOf(DeductionResult.Insufficient.class);
        assertCredits(0, 0, 0);
    }

    @Test
    @DisplayName("A3: a refusal names the tenant, what it asked for and when the next credits are due")
    final void namesTheTenant() {
        given(5, 10, 0);

        assertThatThrownBy(() -> billing().deductCredits(TENANT, 6))
                .isInstanceOfSatisfying(InsufficientCreditsException.class, refused -> {
                    assertThat(refused.tenantId()).isEqualTo(TENANT);
                    assertThat(refused.shortfall()).isEqualTo(1);
                    assertThat(refused.nextResetAt()).isEqualTo(BEGIN.plus(Duration.ofDays(31)));
                });
    }

    @Test
    @DisplayName("A6: overage goes exactly to its limit, and counts the debt that is there")
    final void owesExactlyTheLimit() {
        given(0, 10, 0);

        assertThat(overage(20, 50).asDebt()).isEqualTo(20);
        assertThat(overage(30, 50).asDebt()).isEqualTo(30);
        assertThatThrownBy(() -> overage(1, 50)).isInstanceOf(InsufficientCreditsException.class);
        assertCredits(0, 0, 50);
    }

    @Test
    @DisplayName("R19: a gift settles debt first, a new slice does not")
    final void settlesDebtFromGifts() {
        given(0, 10, 0);
        overage(30, 30);

        GrantReceipt first =
                billing().admin().gift(CreditGrant.bundle(TENANT, 20).by("ops", "goodwill"));
        assertThat(first.debtRepaid()).isEqualTo(20);
        assertCredits(0, 0, 10);
        clock.advance(Duration.ofDays(31));
        assertCredits(10, 0, 10);
        GrantReceipt second =
                billing().admin().gift(CreditGrant.bundle(TENANT, 15).by("ops", "goodwill"));
        assertThat(second.debtRepaid()).isEqualTo(10);
        assertCredits(10, 5, 0);
    }

    @Test
    @DisplayName("A14: of lots that expire together what was not paid for goes first, then the older")
    final void ordersEqualExpiries() {
        given(0, 10, 0);
        CreditGrant paid = CreditGrant.bundle(TENANT, 10).expiresAt(BEGIN.plus(Duration.ofDays(20)));
        long older = billing().addCredits(paid).grantId();
        clock.advance(Duration.ofMillis(1));
        long newer = billing().addCredits(paid).grantId();
        long gift = billing().admin().gift(paid.by("ops", "welcome")).grantId();

        deduct(10, null);
        assertThat(lastGrant()).isEqualTo(gift);
        deduct(10, null);
        assertThat(lastGrant()).isEqualTo(older);
        deduct(10, null);
        assertThat(lastGrant()).isEqualTo(newer);
    }

    @Test
    @DisplayName("H5: a lot can be used until just before its moment, and not at it")
    final void endsLotsAtTheirMoment() {
        given(0, 10, 0);
        billing().addCredits(CreditGrant.bundle(TENANT, 10).expiresAt(BEGIN.plus(Duration.ofDays(10))));

        clock.advance(Duration.ofDays(10).minusMillis(1));
        deduct(4, null);
        assertCredits(0, 6, 0);
        clock.advance(Duration.ofMillis(1));
        assertCredits(0, 0, 0);
        assertThat(deduct(1, null)).isInstanceOf(DeductionResult.Insufficient.class);
    }

    @Test
    @DisplayName("R24: a slice ends and the next one opens at the very moment")
    final void opensSlicesAtTheirMoment() {
        given(4, 10, 0);

        clock.advance(Duration.ofDays(31).minusMillis(1));
        assertCredits(4, 0, 0);
        clock.advance(Duration.ofMillis(1));
        assertCredits(10, 0, 0);
    }

    @Test
    @DisplayName("G: capturing nothing gives everything back")
    final void capturesNothing() {
        given(5, 5, 10);
        Hold hold = billing().hold(Deduction.of(TENANT).cost(8));

        Charge charge = hold.capture(0);

        assertThat(charge.charged()).isZero();
        assertCredits(5, 10, 0);
        assertThat(billing().getCreditBalance(TENANT).used()).isZero();
    }

    @Test
    @DisplayName("G: credits held of a lot that expires can be captured, and are dropped when they are released")
    final void holdsAcrossAnExpiry() {
        given(0, 10, 0);
        billing().addCredits(CreditGrant.bundle(TENANT, 10).expiresAt(BEGIN.plus(Duration.ofDays(10))));
        Hold captured = billing().hold(Deduction.of(TENANT).cost(6));
        Hold released = billing().hold(Deduction.of(TENANT).cost(3));
        clock.advance(Duration.ofDays(10));

        assertThat(captured.capture(6).fromBundles()).isEqualTo(6);
        assertThat(released.release()).isEqualTo(3);

        assertCredits(0, 0, 0);
        assertThat(billing().getCreditBalance(TENANT).held()).isZero();
    }

    @Test
    @DisplayName("R21: what was undone in part is not undone again, neither the rest nor all")
    final void reversesOnceOnly() {
        given(100, 100, 0);
        billing().deductCredits(Deduction.of(TENANT).cost(100).idempotencyKey("k1"));

        billing().reverse(Reversal.ofKey(TENANT, "k1").credits(40));

        assertThatThrownBy(() -> billing().reverse(Reversal.ofKey(TENANT, "k1")))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThatThrownBy(() -> billing().reverse(Reversal.ofKey(TENANT, "k1").credits(60)))
                .isInstanceOf(IdempotencyConflictException.class);
        assertCredits(40, 0, 0);
    }

    @Test
    @DisplayName("a number of units beside an explicit cost is refused, in either order")
    final void refusesUnitsBesideACost() {
        given(10, 10, 0);

        assertThatThrownBy(() -> Deduction.of(TENANT).cost(2).units(3))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContainingAll("2", "3", "not both");
        assertThatThrownBy(() -> Deduction.of(TENANT).units(3).cost(2)).isInstanceOf(InvalidArgumentException.class);
        billing().deductCredits(Deduction.of(TENANT).feature("SEND_EMAIL").units(3));
        assertCredits(7, 0, 0);
    }

    private Charge overage(long credits, long limit) {
        return billing().deductCredits(Deduction.of(TENANT).cost(credits).onShortfall(ShortfallPolicy.overage(limit)));
    }

    private long lastGrant() {
        return ledger().get(ledger().size() - 1).grantId();
    }
}
