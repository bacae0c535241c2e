// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.ledger.LedgerVerification;
import io.tollbridge.billing.ledger.VerificationSummary;
import io.tollbridge.billing.usage.UsageLine;
import io.tollbridge.billing.usage.UsagePeriod;
import io.tollbridge.billing.usage.UsageReport;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Many callers do random work on a few hot and some cold tenants, on all nodes; afterwards what is there equals exactly
 * what the callers were told, and every ledger is sound. An error that a caller is told fails it.
 */
final class ExactSum {
    private static final int HOT = 3;
    private static final int COLD = 17;
    private static final long BUNDLE = 4_000;

    private final List<BillingService> nodes;
    private final int threads;
    private final int rounds;

    ExactSum(List<BillingService> nodes, int threads, int rounds) {
        this.nodes = nodes;
        this.threads = threads;
        this.rounds = rounds;
    }

    /** Returns how many calls were answered. */
    long run(long seed) throws InterruptedException {
        List<Tally> tallies = new ArrayList<>();
        for (int t = 0; t < HOT + COLD; t++) {
            String tenant = "tenant-" + t;
            nodes.get(0).subscriptions().startLocalPlan(tenant, "plan");
            node(t).addCredits(tenant, BUNDLE, CreditType.BUNDLE);
            tallies.add(new Tally(tenant));
        }
        List<Callable<Long>> callers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            callers.add(new RandomCaller(nodes, tallies, HOT, seed * 1_000 + i, rounds));
        }
        long calls = 0;
        try {
            for (long made : Campaign.atOnce(callers)) {
                calls += made;
            }
            check(tallies);
        } catch (AssertionError failure) {
            throw new AssertionError("with -Dseed=" + seed + ": " + failure.getMessage(), failure);
        }
        return calls;
    }

    private BillingService node(int number) {
        return nodes.get(number % nodes.size());
    }

    private void check(List<Tally> tallies) {
        for (int t = 0; t < tallies.size(); t++) {
            Tally tally = tallies.get(t);
            CreditBalance balance = node(t).getCreditBalance(tally.tenant);
            assertThat(balance.spendable() + balance.held() - balance.debt())
                    .as("credits of %s", balance)
                    .isEqualTo(Campaign.ALLOWANCE + BUNDLE + tally.gained.sum());
            assertThat(balance.held()).as("held credits of %s", tally.tenant).isEqualTo(tally.held.sum());
            LocalDate day = LocalDate.of(2026, 3, 1);
            UsageReport usage = node(t).getUsageHistory(tally.tenant, UsagePeriod.daysUpTo(day, 1));
            assertThat(usage.credits()).as("used by %s", tally.tenant).isEqualTo(tally.used.sum());
            assertThat(usage.refused()).as("refused to %s", tally.tenant).isEqualTo(tally.refused.sum());
            assertThat(usage.lines().stream().mapToLong(UsageLine::waived).sum())
                    .as("waived for %s", tally.tenant)
                    .isEqualTo(tally.waived.sum());
        }
        List<LedgerVerification> unsound = new ArrayList<>();
        VerificationSummary summary = nodes.get(0).ledger().verifyAll(unsound::add);
        assertThat(unsound).isEmpty();
        assertThat(summary.sound()).isTrue();
        assertThat(summary.tenants()).isGreaterThanOrEqualTo(tallies.size());
    }
}
