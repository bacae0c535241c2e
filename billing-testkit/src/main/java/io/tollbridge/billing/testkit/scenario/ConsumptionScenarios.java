// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.IdempotencyConflictException;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.usage.UsageLine;
import io.tollbridge.billing.usage.UsagePeriod;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group A: using credits. */
public abstract class ConsumptionScenarios extends Scenario {
    /** For subclasses. */
    protected ConsumptionScenarios() {}

    @Test
    @DisplayName("A1: a deduction that the slice covers takes one leg from it and tells nobody")
    final void deductsFromTheSlice() {
        given(1000, 1000, 500);
        int rows = ledger().size();

        deduct(300, null);

        assertCredits(700, 500, 0);
        assertThat(ledgerSince(rows)).containsExactly("DEDUCT SUBSCRIPTION -300");
        assertThat(thresholds()).isEmpty();
    }

    @Test
    @DisplayName("A2: a deduction takes what the slice has left and the rest from bundles, as one operation")
    final void spillsOverIntoBundles() {
        given(100, 1000, 500);
        int rows = ledger().size();

        deduct(250, null);

        assertCredits(0, 350, 0);
        assertThat(ledgerSince(rows)).containsExactly("DEDUCT SUBSCRIPTION -100", "DEDUCT BUNDLE -150");
        assertThat(ledger().subList(rows, rows + 2))
                .extracting(row -> row.operationId())
                .containsOnly((long) rows + 1);
        assertThat(thresholds()).containsExactly(90, 100);
    }

    @Test
    @DisplayName("A3: a deduction of more than there is is refused and writes no ledger row")
    final void refusesWhatIsNotThere() {
        given(100, 100, 50);
        int rows = ledger().size();

        assertThatThrownBy(() -> billing().deductCredits(TENANT, 200))
                .isInstanceOfSatisfying(InsufficientCreditsException.class, refusal -> {
                    assertThat(refusal.requested()).isEqualTo(200);
                    assertThat(refusal.spendable()).isEqualTo(150);
                    assertThat(refusal.shortfall()).isEqualTo(50);
                    assertThat(refusal.nextResetAt()).isEqualTo("2026-04-01T10:00:00Z");
                });

        assertCredits(100, 50, 0);
        assertThat(ledgerSince(rows)).isEmpty();
        assertThat(usageToday()).extracting(UsageLine::refused).containsExactly(1L);
    }

    @Test
    @DisplayName("A5: a partial deduction charges what there is and tells what was not charged")
    final void chargesPartially() {
        given(100, 100, 50);

        DeductionResult result =
                billing().tryDeduct(Deduction.of(TENANT).cost(200).onShortfall(ShortfallPolicy.PARTIAL));

        assertThat(result).isInstanceOfSatisfying(DeductionResult.Deducted.class, deducted -> {
            assertThat(deducted.charge().charged()).isEqualTo(150);
            assertThat(deducted.charge().unmet()).isEqualTo(50);
        });
        assertCredits(0, 0, 0);
    }

    @Test
    @DisplayName("A6: overage makes debt up to its limit, and the next bundle settles it first")
    final void overdrawsWithinTheLimit() {
        given(100, 100, 50);
        ShortfallPolicy overage = ShortfallPolicy.overage(100);

        billing().deductCredits(Deduction.of(TENANT).cost(200).onShortfall(overage));
        assertCredits(0, 0, 50);
        assertThat(billing().tryDeduct(Deduction.of(TENANT).cost(60).onShortfall(overage)))
                .isInstanceOf(DeductionResult.Insufficient.class);
        int rows = ledger().size();
        billing().addCredits(TENANT, 500, CreditType.BUNDLE);

        assertCredits(0, 450, 0);
        assertThat(ledgerSince(rows))
                .containsExactly("PURCHASE BUNDLE 500", "DEBT_REPAID BUNDLE -50", "DEBT_REPAID DEBT -50");
    }

    @Test
    @DisplayName("A7: five concurrent deductions of more than there is are all refused")
    final void refusesConcurrently() throws Exception {
        given(5, 5, 0);

        List<DeductionResult> results = concurrently(5, () -> deduct(10, null));

        assertThat(results).hasSize(5).allMatch(DeductionResult.Insufficient.class::isInstance);
        assertCredits(5, 0, 0);
        assertThat(usageToday()).extracting(UsageLine::refused).containsExactly(5L);
    }

    @Test
    @DisplayName("A9: the same key charges once and answers the second call with the first result")
    final void replays() {
        given(1000, 1000, 0);

        DeductionResult.Deducted first = (DeductionResult.Deducted) deduct(100, "k1");
        DeductionResult.Replayed second = (DeductionResult.Replayed) deduct(100, "k1");

        assertCredits(900, 0, 0);
        assertThat(second.original().replayed()).isTrue();
        assertThat(second.original().asFirst()).isEqualTo(first.charge());
        assertThat(usageToday()).extracting(UsageLine::uses).containsExactly(1L);
    }

    @Test
    @DisplayName("A9: ten concurrent calls with one key charge once")
    final void replaysConcurrently() throws Exception {
        given(1000, 1000, 0);

        List<DeductionResult> results = concurrently(10, () -> deduct(100, "k1"));

        assertThat(results)
                .filteredOn(DeductionResult.Deducted.class::isInstance)
                .hasSize(1);
        assertThat(results)
                .filteredOn(DeductionResult.Replayed.class::isInstance)
                .hasSize(9);
        assertCredits(900, 0, 0);
    }

    @Test
    @DisplayName("A10: the same key with another amount is a conflict and charges nothing")
    final void refusesAReusedKey() {
        given(1000, 1000, 0);
        deduct(100, "k1");

        assertThatThrownBy(() -> deduct(150, "k1"))
                .isInstanceOf(IdempotencyConflictException.class)
                .hasMessageContaining("k1");

        assertCredits(900, 0, 0);
    }

    @Test
    @DisplayName("A12: a refused key can be used again once there are credits")
    final void forgetsRefusedKeys() {
        given(0, 0, 0);

        assertThat(deduct(10, "k2")).isInstanceOf(DeductionResult.Insufficient.class);
        billing().addCredits(TENANT, 500, CreditType.BUNDLE);

        assertThat(deduct(10, "k2")).isInstanceOf(DeductionResult.Deducted.class);
        assertCredits(0, 490, 0);
    }

    @Test
    @DisplayName("A13: a deduction of nothing counts a use without a ledger row, once for each key")
    final void countsFreeUse() {
        given(10, 10, 0);
        int rows = ledger().size();

        deduct(0, "free");
        assertThat(deduct(0, "free")).isInstanceOf(DeductionResult.Replayed.class);

        assertThat(ledgerSince(rows)).isEmpty();
        assertCredits(10, 0, 0);
        assertThat(usageToday()).singleElement().satisfies(line -> {
            assertThat(line.uses()).isEqualTo(1);
            assertThat(line.credits()).isZero();
        });
    }

    @Test
    @DisplayName("A13: a negative deduction is an illegal argument and writes nothing")
    final void refusesNegativeAmounts() {
        given(10, 10, 0);
        int rows = ledger().size();

        assertThatThrownBy(() -> billing().deductCredits(TENANT, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");

        assertCredits(10, 0, 0);
        assertThat(ledgerSince(rows)).isEmpty();
    }

    @Test
    @DisplayName("A14: lots are used in the order of their expiry, those without one last")
    final void usesLotsInOrder() {
        given(0, 0, 0);
        lot(100, 60);
        lot(200, 32);
        billing().addCredits(TENANT, 300, CreditType.BUNDLE);
        int rows = ledger().size();

        deduct(250, null);

        assertThat(ledgerSince(rows)).containsExactly("DEDUCT BUNDLE -200", "DEDUCT BUNDLE -50");
        assertThat(ledger().subList(rows, rows + 2))
                .extracting(row -> row.grantId())
                .containsExactly(3L, 2L);
        assertCredits(0, 350, 0);
    }

    @Test
    @DisplayName("A19: the same key of two tenants is two operations")
    final void keepsTenantsApart() {
        given(1000, 1000, 0);
        giveTenant("other", 1000, 1000, 0);

        deduct(100, "k1");
        DeductionResult other =
                billing().tryDeduct(Deduction.of("other").cost(100).idempotencyKey("k1"));

        assertThat(other).isInstanceOf(DeductionResult.Deducted.class);
        assertCredits(900, 0, 0);
        assertThat(billing().getCreditBalance("other").spendable()).isEqualTo(900);
    }

    @Test
    @DisplayName("R25: an unknown tenant reads as zero, is refused, and stays unknown")
    final void knowsNothingOfUnknownTenants() {
        given(10, 10, 0);

        assertThat(billing().getCreditBalance("nobody").spendable()).isZero();
        assertThat(billing().tryDeduct(Deduction.of("nobody").cost(1)))
                .isInstanceOf(DeductionResult.Insufficient.class);
        assertThat(billing().getUsageHistory("nobody", today()).lines()).isEmpty();
        assertThat(billing().ledger().verify("nobody").sound()).isTrue();
    }

    @Test
    @DisplayName("R1: credits that would overflow a balance are refused and change nothing")
    final void refusesOverflow() {
        given(10, 10, 0);
        billing().addCredits(TENANT, Long.MAX_VALUE - 10, CreditType.BUNDLE);

        assertThatThrownBy(() -> billing().addCredits(TENANT, 1, CreditType.BUNDLE))
                .hasMessageContaining(Long.toString(Long.MAX_VALUE));
        assertCredits(10, Long.MAX_VALUE - 10, 0);
        assertThat(deduct(Long.MAX_VALUE, null)).isInstanceOf(DeductionResult.Deducted.class);
        assertThat(rowsOf(EntryType.PURCHASE)).isEqualTo(1);
    }

    private void lot(long credits, int days) {
        billing()
                .addCredits(CreditGrant.bundle(TENANT, credits)
                        .expiresAt(clock.instant().plus(Duration.ofDays(days))));
    }

    private UsagePeriod today() {
        LocalDate day = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
        return UsagePeriod.daysUpTo(day, 1);
    }

    /** Use of no feature in particular today, without what {@code given} used. */
    private List<UsageLine> usageToday() {
        return billing().getUsageHistory(TENANT, today()).lines();
    }

    /** Runs a call in so many threads at once. */
    static <T> List<T> concurrently(int threads, Callable<T> call) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = pool.invokeAll(java.util.Collections.nCopies(threads, call));
            List<T> results = new java.util.ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
