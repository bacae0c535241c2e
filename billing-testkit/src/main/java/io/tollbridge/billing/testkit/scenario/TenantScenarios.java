// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.tollbridge.billing.BillingFailure;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.Erasure;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group H, of tenants as a whole: a ledger that does not add up, erasure, debt, plans without Stripe, closing. */
public abstract class TenantScenarios extends Scenario {
    /** For subclasses. */
    protected TenantScenarios() {}

    @Test
    @DisplayName("H8: the nightly verification tells operators of a lot that drifted, by how much, and once")
    final void tellsDrift() {
        given(100, 100, 500);
        billing().runDueWork();
        tamper(-40);
        assertThat(drift()).isEmpty();

        night();
        // why from the slice alone: a row that is written on a falsified balance stays wrong
        deduct(60, null);
        night();

        assertThat(drift()).singleElement().satisfies(told -> {
            assertThat(told.status()).isEqualTo(Notification.Status.PENDING);
            assertThat(told.detail()).contains("grant 2", "difference -40");
        });
        tamper(40);
        assertCredits(40, 500, 0);
    }

    @Test
    @DisplayName("H8: by policy the account is locked until an operator unlocks it, and not again for the same drift")
    final void locksDrift() {
        given(CreditPolicy.DEFAULT.lockOnDrift(true), 100, 100, 500);
        billing().runDueWork();
        tamper(7);
        night();

        assertFails(ErrorCode.TENANT_LOCKED, () -> billing().deductCredits(TENANT, 1));
        assertFails(ErrorCode.TENANT_LOCKED, () -> billing().addCredits(TENANT, 1, CreditType.BUNDLE));
        assertThat(billing().canPerformAction(TENANT, 1)).isFalse();
        assertThat(billing().runDueWork())
                .as("nothing is due while it is locked")
                .isZero();
        tamper(-7);

        billing().admin().unlock(TENANT, "ops", "the lot was corrected");
        billing().deductCredits(TENANT, 1);
        billing().admin().unlock(TENANT, "ops", "it is open already");

        assertThat(ledger())
                .filteredOn(row -> row.type().name().equals("UNLOCK"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.actor()).isEqualTo("ops");
                    assertThat(row.reason()).isEqualTo("the lot was corrected");
                });
        night();
        billing().deductCredits(TENANT, 1);
        assertThat(drift()).hasSize(1);
    }

    @Test
    @DisplayName("H8: without the policy the tenant goes on")
    final void goesOnWithDrift() {
        given(100, 100, 500);
        billing().runDueWork();
        tamper(-40);
        night();

        billing().deductCredits(TENANT, 1);

        tamper(40);
    }

    @Test
    @DisplayName("H10: an erased tenant is closed with EXPIRE rows and its ledger verifies under the pseudonym")
    final void erases() {
        given(60, 100, 500);
        Hold hold = billing().hold(Deduction.of(TENANT).cost(80));
        billing().deductCredits(Deduction.of(TENANT).cost(10).idempotencyKey("k1"));
        List<LedgerEntry> before = ledger();

        Erasure erasure = billing().admin().erase(TENANT, "privacy", "request 17");

        String pseudonym = erasure.pseudonym();
        assertThat(pseudonym).isNotNull().doesNotContain(TENANT);
        List<LedgerEntry> kept = billing().ledger().page(pseudonym, 0, 1_000).entries();
        assertThat(kept).startsWith(before.toArray(new LedgerEntry[0]));
        assertThat(kept.stream()
                        .skip(before.size())
                        .map(row -> row.type() + " " + row.pool() + " " + row.amount())
                        .toList())
                .containsExactly(
                        "RELEASE HELD -20",
                        "RELEASE BUNDLE 20",
                        "RELEASE HELD -60",
                        "RELEASE SUBSCRIPTION 60",
                        "EXPIRE SUBSCRIPTION -60",
                        "EXPIRE BUNDLE -490");
        assertThat(kept.get(kept.size() - 1)).satisfies(row -> {
            assertThat(row.actor()).isEqualTo("privacy");
            assertThat(row.reason()).isEqualTo("request 17");
        });
        assertThat(billing().ledger().verify(pseudonym).findings()).isEmpty();
        assertZero(TENANT);
        assertZero(pseudonym);
        assertThat(ledger()).isEmpty();
        assertThat(billing().notifications().list(TENANT, 10)).isEmpty();
        assertFails(ErrorCode.TENANT_ERASED, () -> hold.capture(80));
        assertThat(billing().ledger().verifyAll(unsound -> {}).sound()).isTrue();
    }

    @Test
    @DisplayName("H10: the old id is refused as insufficient, answers no old key, and no grant revives it")
    final void staysErased() {
        given(60, 100, 500);
        deduct(10, "k1");
        billing().admin().gift(CreditGrant.bundle(TENANT, 5).idempotencyKey("g").by("ops", "welcome"));
        billing().admin().erase(TENANT, "privacy", "request 17");

        assertThat(deduct(10, "k1")).isInstanceOf(DeductionResult.Insufficient.class);
        assertThat(billing().tryDeduct(Deduction.of(TENANT).cost(10).onShortfall(ShortfallPolicy.overage(100))))
                .isInstanceOf(DeductionResult.Insufficient.class);
        assertFails(
                ErrorCode.TENANT_ERASED,
                () -> billing()
                        .admin()
                        .gift(CreditGrant.bundle(TENANT, 5).idempotencyKey("g").by("ops", "welcome")));
        assertFails(ErrorCode.TENANT_ERASED, () -> billing().subscriptions().startLocalPlan(TENANT, "plan"));
        clock.advance(Duration.ofDays(40));
        billing().runDueWork();
        assertZero(TENANT);

        Erasure again = billing().admin().erase(TENANT, "privacy", "request 17");
        assertThat(again.pseudonym()).isNull();
        assertThat(billing().admin().erase("nobody", "privacy", "request 18").pseudonym())
                .isNull();
        assertThat(billing().addCredits("nobody", 1, CreditType.BUNDLE).credits())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("H10: debt is written off with the tenant")
    final void erasesDebt() {
        given(10, 100, 0);
        billing().deductCredits(Deduction.of(TENANT).cost(30).onShortfall(ShortfallPolicy.overage(40)));

        String pseudonym =
                billing().admin().erase(TENANT, "privacy", "request 17").pseudonym();

        assertThat(pseudonym).isNotNull();
        assertZero(pseudonym);
        assertThat(billing().ledger().verify(pseudonym).findings()).isEmpty();
    }

    @Test
    @DisplayName("R19: an operator forgives debt, once for each key, and never more than there is")
    final void forgivesDebt() {
        given(10, 100, 0);
        billing().deductCredits(Deduction.of(TENANT).cost(60).onShortfall(ShortfallPolicy.overage(50)));
        int rows = ledger().size();

        billing().admin().forgiveDebt(TENANT, "f1", 30, "ops", "goodwill");
        billing().admin().forgiveDebt(TENANT, "f1", 30, "ops", "goodwill");
        assertCredits(0, 0, 20);
        assertFails(ErrorCode.AMOUNT_INVALID, () -> billing().admin().forgiveDebt(TENANT, "f2", 21, "ops", "too much"));

        assertThat(ledgerSince(rows)).containsExactly("WRITE_OFF DEBT -30");
        billing().addCredits(TENANT, 50, CreditType.BUNDLE);
        assertCredits(0, 30, 0);
    }

    @Test
    @DisplayName("R24: an operator ends a local plan; coming back in the same month grants nothing again")
    final void endsALocalPlan() {
        given(60, 100, 500);

        billing().admin().endLocalPlan(TENANT, "ops", "moved to another product");
        billing().admin().endLocalPlan(TENANT, "ops", "again");
        assertCredits(0, 500, 0);
        clock.advance(Duration.ofDays(10));
        billing().subscriptions().startLocalPlan(TENANT, "plan");
        assertCredits(0, 500, 0);
        clock.advance(Duration.ofDays(21));
        assertCredits(100, 500, 0);

        billing().admin().endLocalPlan(TENANT, "ops", "for good");
        clock.advance(Duration.ofDays(62));
        billing().runDueWork();
        assertCredits(0, 500, 0);
        assertFails(ErrorCode.PLAN_NOT_LOCAL, () -> billing().admin().endLocalPlan("nobody", "ops", "never was"));
    }

    @Test
    @DisplayName("R24: with KEEP_UNTIL_PERIOD_END the credits of an ended local plan stay until the slice ends")
    final void keepsAnEndedLocalPlan() {
        given(CreditPolicy.DEFAULT.cancellation(CreditPolicy.Cancellation.KEEP_UNTIL_PERIOD_END), 60, 100, 0);

        billing().admin().endLocalPlan(TENANT, "ops", "moved");
        assertCredits(60, 0, 0);
        clock.advance(Duration.ofDays(31));
        assertCredits(0, 0, 0);
    }

    @Test
    @DisplayName("R9: by policy bundles can be spent only while a subscription lives")
    final void tiesBundlesToASubscription() {
        given(CreditPolicy.DEFAULT.bundlesNeedSubscription(true), 60, 100, 500);
        billing().deductCredits(TENANT, 100);
        assertCredits(0, 460, 0);
        billing().admin().endLocalPlan(TENANT, "ops", "moved");

        assertThat(billing().canPerformAction(TENANT, 1)).isFalse();
        assertThat(deduct(1, null)).isEqualTo(new DeductionResult.Insufficient(1, 0, null));
        assertThat(billing().tryDeduct(Deduction.of(TENANT).cost(1).onShortfall(ShortfallPolicy.overage(100))))
                .isInstanceOf(DeductionResult.Insufficient.class);
        assertCredits(0, 460, 0);
        clock.advance(Duration.ofDays(31));
        billing().subscriptions().startLocalPlan(TENANT, "plan");
        billing().deductCredits(TENANT, 150);
        assertCredits(0, 410, 0);
    }

    @Test
    @DisplayName("R25: an unknown tenant cannot owe anything")
    final void refusesOverageOfTheUnknown() {
        given(10, 100, 0);

        DeductionResult result =
                billing().tryDeduct(Deduction.of("nobody").cost(10).onShortfall(ShortfallPolicy.overage(100)));

        assertThat(result).isEqualTo(new DeductionResult.Insufficient(10, 0, null));
        assertZero("nobody");
    }

    @Test
    @DisplayName("a closed service refuses every call as closed")
    final void refusesWhenClosed() {
        build(localPlan(10), CreditPolicy.DEFAULT);
        billing().close();
        billing().close();

        assertFails(ErrorCode.CLOSED, () -> billing().getCreditBalance(TENANT));
        assertFails(ErrorCode.CLOSED, () -> billing().deductCredits(TENANT, 1));
        assertFails(ErrorCode.CLOSED, () -> billing().canPerformAction(TENANT, 1));
        assertFails(ErrorCode.CLOSED, () -> billing().ledger().verify(TENANT));
        assertFails(ErrorCode.CLOSED, () -> billing().admin().erase(TENANT, "ops", "late"));
        assertFails(ErrorCode.CLOSED, () -> billing().webhooks().list(null, 1));
        assertFails(ErrorCode.CLOSED, () -> billing().runDueWork());
        assertFails(ErrorCode.CLOSED, () -> billing().start());
    }

    private void night() {
        clock.advance(Duration.ofDays(1));
        billing().runDueWork();
    }

    private List<Notification> drift() {
        return billing().notifications().list(TENANT, 100).stream()
                .filter(row -> row.kind() == Notification.Kind.DRIFT)
                .toList();
    }

    private void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(BillingFailure.class)
                .asInstanceOf(type(BillingFailure.class))
                .extracting(BillingFailure::code)
                .isEqualTo(code);
    }

    private void assertZero(String tenantId) {
        CreditBalance balance = billing().getCreditBalance(tenantId);
        assertThat(List.of(
                        balance.subscription(),
                        balance.bundle(),
                        balance.held(),
                        balance.frozen(),
                        balance.debt(),
                        balance.allowance()))
                .as("%s", balance)
                .containsOnly(0L);
    }

    private void tamper(long credits) {
        Tampering.lot(storeBelow(), TENANT, credits);
    }
}
