// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingFailure;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.GrantReceipt;
import io.tollbridge.billing.IdempotencyConflictException;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.ReversalReceipt;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.usage.UsagePeriod;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reversals, and group H without Stripe: gifts, corrections, waived use, expiry. */
public abstract class OperatorScenarios extends Scenario {
    /** For subclasses. */
    protected OperatorScenarios() {}

    @Test
    @DisplayName("A16: a reversal puts every leg back where it came from, and thresholds stay told")
    final void reversesAll() {
        given(100, 1000, 500);
        DeductionResult.Deducted deducted = (DeductionResult.Deducted) deduct(250, null);

        ReversalReceipt receipt =
                billing().reverse(Reversal.ofOperation(TENANT, deducted.charge().operationId()));

        assertCredits(100, 500, 0);
        assertThat(receipt.toSubscription()).isEqualTo(100);
        assertThat(receipt.toBundles()).isEqualTo(150);
        assertThat(billing().getCreditBalance(TENANT).used()).isEqualTo(900);
        int told = thresholds().size();
        deduct(100, null);
        assertThat(thresholds()).hasSize(told);
    }

    @Test
    @DisplayName("R21: a reversal happens once, whether it names the operation or its key")
    final void reversesOnce() {
        given(1000, 1000, 0);
        DeductionResult.Deducted deducted = (DeductionResult.Deducted) deduct(100, "k1");

        billing().reverse(Reversal.ofKey(TENANT, "k1"));
        ReversalReceipt again =
                billing().reverse(Reversal.ofOperation(TENANT, deducted.charge().operationId()));

        assertThat(again.replayed()).isTrue();
        assertThat(again.toSubscription()).isEqualTo(100);
        assertCredits(1000, 0, 0);
        assertThatThrownBy(() -> billing().reverse(Reversal.ofKey(TENANT, "k1").credits(50)))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThat(rowsOf(EntryType.REVERSE)).isEqualTo(1);
    }

    @Test
    @DisplayName("R21: a part is taken from the end of the charge, also from a lot that was used up")
    final void reversesAPart() {
        given(100, 100, 150);
        deduct(250, "k1");

        billing().reverse(Reversal.ofKey(TENANT, "k1").credits(120).by("support", "failed job"));

        assertCredits(0, 120, 0);
    }

    @Test
    @DisplayName("R21: what came from a slice or lot that has ended is dropped and told")
    final void dropsWhatHasEnded() {
        given(100, 100, 0);
        billing().addCredits(CreditGrant.bundle(TENANT, 50).expiresAt(BEGIN.plus(Duration.ofDays(10))));
        deduct(150, "k1");
        clock.advance(Duration.ofDays(32));

        ReversalReceipt receipt = billing().reverse(Reversal.ofKey(TENANT, "k1"));

        assertThat(receipt.dropped()).isEqualTo(150);
        assertCredits(100, 0, 0);
        assertThat(billing().reverse(Reversal.ofKey(TENANT, "k1")).dropped()).isEqualTo(150);
    }

    @Test
    @DisplayName("R21: reversing an overdraft takes the debt off, or gives back what a bundle has settled of it")
    final void reversesDebt() {
        given(10, 10, 0);
        Deduction overdraft = Deduction.of(TENANT).cost(60).onShortfall(ShortfallPolicy.overage(100));
        billing().deductCredits(overdraft.idempotencyKey("k1"));
        assertCredits(0, 0, 50);
        billing().addCredits(TENANT, 20, CreditType.BUNDLE);
        assertCredits(0, 0, 30);

        ReversalReceipt receipt = billing().reverse(Reversal.ofKey(TENANT, "k1"));

        assertThat(receipt.debtReduced()).isEqualTo(30);
        assertCredits(10, 20, 0);
    }

    @Test
    @DisplayName("R21: nothing is reversed that was never charged")
    final void refusesUnknownOperations() {
        given(10, 10, 0);

        assertThatThrownBy(() -> billing().reverse(Reversal.ofOperation(TENANT, 99)))
                .isInstanceOfSatisfying(
                        BillingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OPERATION_UNKNOWN));
        assertThatThrownBy(() -> billing().reverse(Reversal.ofOperation(TENANT, 1)))
                .as("the grant of the slice")
                .isInstanceOf(BillingFailure.class);
        assertCredits(10, 0, 0);
    }

    private GrantReceipt gives(String through, CreditGrant gift) {
        return through.equals("admin")
                ? billing().admin().gift(gift)
                : billing().purchases().gift(gift);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"admin", "purchases"})
    @DisplayName("H1: a gift is given once for each key, and the ledger says by whom and why")
    final void givesOnce(String through) {
        given(0, 0, 0);
        CreditGrant gift = CreditGrant.bundle(TENANT, 100)
                .expiresAt(BEGIN.plus(Duration.ofDays(30)))
                .idempotencyKey("g")
                .by("support", "apology");

        gives(through, gift);
        assertThat(gives(through, gift).replayed()).isTrue();
        assertThat(billing().admin().gift(gift).replayed()).isTrue();

        assertCredits(0, 100, 0);
        assertThat(ledger())
                .filteredOn(row -> row.type() == EntryType.GIFT)
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.actor()).isEqualTo("support");
                    assertThat(row.reason()).isEqualTo("apology");
                });
        assertThatThrownBy(() -> gives(through, CreditGrant.bundle(TENANT, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("actor");
        assertThatThrownBy(
                        () -> gives(through, CreditGrant.subscription(TENANT, 1).by("support", "apology")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bundle credits");
    }

    @Test
    @DisplayName("H4: a waived use charges nothing and is counted as waived")
    final void waives() {
        given(10, 10, 0);

        billing().admin().waive(Deduction.of(TENANT).feature("LLM").cost(5), "support", "goodwill");

        assertCredits(10, 0, 0);
        UsagePeriod today =
                UsagePeriod.daysUpTo(clock.instant().atOffset(ZoneOffset.UTC).toLocalDate(), 1);
        assertThat(billing().getUsageHistory(TENANT, today).lines())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.waived()).isEqualTo(5);
                    assertThat(line.credits()).isZero();
                });
        assertThat(rowsOf(EntryType.WAIVE)).isEqualTo(1);
    }

    @Test
    @DisplayName("H5: what is left of a lot ends when it expires")
    final void expiresALot() {
        given(0, 0, 0);
        lot(500, 30);
        deduct(200, null);
        int rows = ledger().size();

        clock.advance(Duration.ofDays(30));
        billing().runDueWork();

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE BUNDLE -300");
        assertCredits(0, 0, 0);
    }

    @Test
    @DisplayName("H6: each lot ends at its own time")
    final void expiresLotByLot() {
        given(0, 0, 0);
        lot(10, 10);
        lot(7, 20);
        deduct(2, null);
        int rows = ledger().size();

        clock.set(BEGIN.plus(Duration.ofDays(10)));
        billing().runDueWork();
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE BUNDLE -8");
        clock.set(BEGIN.plus(Duration.ofDays(20)));
        billing().runDueWork();

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE BUNDLE -8", "EXPIRE BUNDLE -7");
    }

    @Test
    @DisplayName("H: a correction takes only what is there, and says so in the ledger")
    final void takesAway() {
        given(100, 100, 50);

        billing().admin().takeAway(CreditGrant.subscription(TENANT, 30).by("support", "granted in error"));
        billing().admin().takeAway(CreditGrant.bundle(TENANT, 20).by("support", "granted in error"));

        assertCredits(70, 30, 0);
        assertThatThrownBy(() -> billing()
                        .admin()
                        .takeAway(CreditGrant.bundle(TENANT, 31).by("support", "again")))
                .hasMessageContaining("31");
        assertCredits(70, 30, 0);
    }

    private void lot(long credits, int days) {
        billing().addCredits(CreditGrant.bundle(TENANT, credits).expiresAt(BEGIN.plus(Duration.ofDays(days))));
    }
}
