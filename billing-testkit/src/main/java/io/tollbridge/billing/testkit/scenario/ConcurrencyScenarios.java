// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.LedgerVerification;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many threads on two nodes: the sums are exact. */
public abstract class ConcurrencyScenarios {
    private static final int THREADS = 64;
    private static final int TENANTS = 5;
    private static final long BUNDLE = 4_000;
    private static final int ROUNDS = "full".equals(System.getProperty("campaign")) ? 400 : 20;

    private final MovableClock clock = MovableClock.at(Scenario.BEGIN);
    private final List<BillingService> nodes = new ArrayList<>();

    /** For subclasses. */
    protected ConcurrencyScenarios() {}

    /** So many stores over the same data, which is empty. */
    protected abstract List<BillingStore> newNodes(int count);

    /** When the nodes share commits; where the store gains by it unless overridden. */
    protected GroupCommit.Use groupCommit() {
        return GroupCommit.DEFAULT.use();
    }

    @BeforeEach
    final void twoNodes() {
        Catalog catalog = Catalog.builder().plan(Plan.monthly("free", 1_000)).build();
        for (BillingStore store : newNodes(2)) {
            nodes.add(BillingService.builder()
                    .store(store)
                    .catalog(catalog)
                    .clock(clock)
                    .groupCommit(GroupCommit.DEFAULT.use(groupCommit()))
                    .build());
        }
    }

    @AfterEach
    final void closeNodes() {
        nodes.forEach(BillingService::close);
    }

    @Test
    @DisplayName("deductions, holds, reversals and grants of 64 threads on two nodes add up to the last credit")
    final void addsUp() throws Exception {
        for (int t = 0; t < TENANTS; t++) {
            nodes.get(0).subscriptions().startLocalPlan(tenant(t), "free");
            nodes.get(1).addCredits(tenant(t), BUNDLE, CreditType.BUNDLE);
        }

        List<Callable<long[]>> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Caller caller = new Caller(nodes.get(i % nodes.size()), i);
            callers.add(caller::run);
        }
        long[] expected = new long[TENANTS];
        for (long[] moved : atOnce(callers)) {
            for (int t = 0; t < TENANTS; t++) {
                expected[t] += moved[t];
            }
        }

        for (int t = 0; t < TENANTS; t++) {
            assertThat(nodes.get(t % 2).getCreditBalance(tenant(t)).spendable())
                    .as("spendable credits of %s", tenant(t))
                    .isEqualTo(1_000 + BUNDLE + expected[t]);
            assertThat(nodes.get(t % 2).getCreditBalance(tenant(t)).held()).isZero();
        }
        List<LedgerVerification> unsound = new ArrayList<>();
        assertThat(nodes.get(0).ledger().verifyAll(unsound::add).tenants()).isEqualTo(TENANTS);
        assertThat(unsound).isEmpty();
    }

    @Test
    @DisplayName("a tenant that two nodes make known at the same moment is made known once")
    final void createsOnce() throws Exception {
        List<Callable<Long>> callers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            BillingService node = nodes.get(i % 2);
            callers.add(() -> {
                node.subscriptions().startLocalPlan("fresh", "free");
                return node.getCreditBalance("fresh").spendable();
            });
        }

        assertThat(atOnce(callers)).containsOnly(1_000L);
        assertThat(nodes.get(0).ledger().page("fresh", 0, 10).entries()).hasSize(1);
    }

    private static String tenant(int t) {
        return "tenant-" + t;
    }

    private static <T> List<T> atOnce(List<Callable<T>> callers) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(callers.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(callers)) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    /** One thread's calls, and what they moved for each tenant. */
    private static final class Caller {
        private final BillingService billing;
        private final int number;
        private final Random random;
        private final long[] moved = new long[TENANTS];

        Caller(BillingService billing, int number) {
            this.billing = billing;
            this.number = number;
            random = new Random(number);
        }

        long[] run() {
            for (int round = 0; round < ROUNDS; round++) {
                int t = random.nextInt(TENANTS);
                long credits = random.nextInt(20);
                moved[t] += switch (random.nextInt(5)) {
                    case 0 -> hold(tenant(t), credits);
                    case 1 -> deductAndReverse(tenant(t), credits + 1);
                    case 2 -> add(tenant(t), credits + 1);
                    default -> deduct(tenant(t), credits, "c" + number + "-" + round);
                };
            }
            return moved;
        }

        private long deduct(String tenant, long credits, String key) {
            DeductionResult result =
                    billing.tryDeduct(Deduction.of(tenant).cost(credits).idempotencyKey(key));
            return result instanceof DeductionResult.Deducted deducted
                    ? -deducted.charge().charged()
                    : 0;
        }

        private long hold(String tenant, long credits) {
            try (Hold hold = billing.hold(Deduction.of(tenant).cost(credits))) {
                return random.nextBoolean() ? -hold.capture(credits / 2).charged() : 0;
            } catch (InsufficientCreditsException refused) {
                return 0;
            }
        }

        private long deductAndReverse(String tenant, long credits) {
            DeductionResult result = billing.tryDeduct(Deduction.of(tenant).cost(credits));
            if (!(result instanceof DeductionResult.Deducted deducted)) {
                return 0;
            }
            Charge charge = deducted.charge();
            long part = 1L + random.nextInt((int) credits);
            return billing.reverse(Reversal.ofOperation(tenant, charge.operationId())
                                            .credits(part))
                                    .dropped()
                            == 0
                    ? part - charge.charged()
                    : -charge.charged();
        }

        private long add(String tenant, long credits) {
            return billing.addCredits(tenant, credits, CreditType.BUNDLE).credits();
        }
    }
}
