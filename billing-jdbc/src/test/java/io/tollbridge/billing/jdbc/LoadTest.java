// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tollbridge.billing.BillingFailure;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.FaultyStore;
import io.tollbridge.billing.testkit.StoreFault;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Group commit on PostgreSQL when batches are spoilt, when time runs out, and when it is closed while all call. */
@Timeout(120)
class LoadTest {
    private static final int CALLERS = 16;
    private static final int CALLS = 100;

    private final DataSource dataSource = TestDatabase.POSTGRESQL.freshDataSource();
    private final BillingStore sound = JdbcBillingStore.create(dataSource);

    private static BillingService service(BillingStore store, Duration timeout) {
        return BillingService.builder()
                .store(store)
                .catalog(Catalog.builder().build())
                .groupCommit(GroupCommit.DEFAULT.use(GroupCommit.Use.ALWAYS).timeout(timeout))
                .build();
    }

    private static BillingService service(BillingStore store) {
        return service(store, Duration.ofSeconds(30));
    }

    private static Deduction deduction(String tenant, String key) {
        return Deduction.of(tenant).cost(1).idempotencyKey(key);
    }

    private static ErrorCode code(Throwable failure) {
        assertThat(failure).isInstanceOf(BillingFailure.class);
        return ((BillingFailure) failure).code();
    }

    private void poison(String tenant) throws Exception {
        execute("ALTER TABLE billing_credits ADD CONSTRAINT poison CHECK (tenant_id <> '" + tenant
                + "' OR bundle_remaining >= 1000)");
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aTenantWhoseRowTheDatabaseRefusesFailsAloneAmongBatches() throws Exception {
        try (BillingService billing = service(sound)) {
            for (String tenant : List.of("poisoned", "t0", "t1", "t2")) {
                billing.addCredits(tenant, 1_000, CreditType.BUNDLE);
            }
            poison("poisoned");
            List<CompletableFuture<Charge>> bad = new ArrayList<>();
            List<CompletableFuture<Charge>> good = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                good.add(billing.deductCreditsAsync(deduction("t" + i % 3, "k" + i))
                        .toCompletableFuture());
                if (i % 20 == 0) {
                    bad.add(billing.deductCreditsAsync(deduction("poisoned", "k" + i))
                            .toCompletableFuture());
                }
            }
            for (CompletableFuture<Charge> one : good) {
                assertThat(one.get(60, TimeUnit.SECONDS).charged()).isEqualTo(1);
            }
            for (CompletableFuture<Charge> one : bad) {
                assertThatThrownBy(() -> one.get(60, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .satisfies(failure -> assertThat(code(failure)).isEqualTo(ErrorCode.STORE_FAILED));
            }
            execute("ALTER TABLE billing_credits DROP CONSTRAINT poison");
            assertThat(billing.getCreditBalance("poisoned").spendable()).isEqualTo(1_000);
            assertThat(billing.deductCredits(deduction("poisoned", "k0")).replayed())
                    .isFalse();
            for (String tenant : List.of("poisoned", "t0", "t1", "t2")) {
                assertThat(billing.ledger().verify(tenant).findings()).isEmpty();
            }
            assertThat(billing.getCreditBalance("t0").spendable()).isEqualTo(900);
        }
    }

    @Test
    void callsWhoseTimeIsOverBehindALockedTenantHaveChargedNothing() throws Exception {
        try (BillingService billing = service(sound, Duration.ofSeconds(3))) {
            billing.addCredits("held", 100, CreditType.BUNDLE);
            billing.deductCredits(deduction("held", "warm"));
            CompletableFuture<Charge> flies;
            try (Connection host = dataSource.getConnection()) {
                host.setAutoCommit(false);
                billing.inTransaction(host).deductCredits("held", 10);
                flies = billing.deductCreditsAsync(deduction("held", "flies")).toCompletableFuture();
                waitsForALock();
                List<ErrorCode> refused = InParallel.run(8, () -> {
                    try {
                        billing.deductCredits("held", 1);
                        throw new AssertionError("it was carried out");
                    } catch (RuntimeException failure) {
                        return code(failure);
                    }
                });
                assertThat(refused).containsOnly(ErrorCode.OVERLOADED);
                host.commit();
            }
            assertThat(flies.get(30, TimeUnit.SECONDS).charged()).isEqualTo(1);
            assertThat(billing.getCreditBalance("held").spendable()).isEqualTo(88);
            assertThat(billing.ledger().verify("held").findings()).isEmpty();
        }
    }

    private void waitsForALock() {
        await().until(() -> {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement();
                    var waiting = statement.executeQuery("SELECT 1 FROM pg_locks WHERE NOT granted")) {
                return waiting.next();
            }
        });
    }

    @Test
    void closingUnderLoadChargesWhatWasAnsweredAndNothingElse() throws Exception {
        BillingService billing = service(sound);
        List<String> tenants = List.of("t0", "t1", "t2", "t3");
        tenants.forEach(tenant -> billing.addCredits(tenant, 100_000, CreditType.BUNDLE));
        AtomicLong charged = new AtomicLong();
        List<Callable<ErrorCode>> tasks = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            String tenant = tenants.get(caller % tenants.size());
            tasks.add(() -> {
                while (true) {
                    try {
                        charged.addAndGet(billing.deductCredits(tenant, 1).charged());
                    } catch (RuntimeException failure) {
                        return code(failure);
                    }
                }
            });
        }
        tasks.add(() -> {
            await().until(() -> charged.get() > 500);
            billing.close();
            return ErrorCode.CLOSED;
        });
        assertThat(InParallel.run(tasks)).containsOnly(ErrorCode.CLOSED);

        try (BillingService next = service(JdbcBillingStore.create(dataSource))) {
            long spent = 0;
            for (String tenant : tenants) {
                spent += 100_000 - next.getCreditBalance(tenant).spendable();
                assertThat(next.ledger().verify(tenant).findings()).isEmpty();
            }
            assertThat(spent).isEqualTo(charged.get());
        }
    }

    @Test
    void faultsAroundEveryStatementOfABatchLoseNothingAndChargeNothingTwice() throws Exception {
        FaultyStore store = FaultyStore.around(sound);
        try (BillingService billing = service(store)) {
            billing.addCredits("hot", 10_000, CreditType.BUNDLE);
            store.failRandomly(
                    20_261_122,
                    5,
                    StoreFault.UNAVAILABLE,
                    StoreFault.CONTENTION,
                    StoreFault.FAILED,
                    StoreFault.COMMIT_LOST,
                    StoreFault.ANSWER_LOST);
            List<Callable<Long>> callers = new ArrayList<>();
            for (int c = 0; c < CALLERS; c++) {
                int caller = c;
                callers.add(() -> {
                    long charged = 0;
                    for (int i = 0; i < CALLS; i++) {
                        charged += untilKnown(billing, deduction("hot", caller + "-" + i));
                    }
                    return charged;
                });
            }
            long sum =
                    InParallel.run(callers).stream().mapToLong(Long::longValue).sum();
            store.heal();
            assertThat(store.struck()).isGreaterThan(50);
            assertThat(sum).isEqualTo((long) CALLERS * CALLS);
            assertThat(billing.getCreditBalance("hot").spendable()).isEqualTo(10_000 - sum);
            assertThat(billing.ledger().verify("hot").findings()).isEmpty();
        }
    }

    /** A caller who repeats its call with the same key until it is answered. */
    private static long untilKnown(BillingService billing, Deduction deduction) {
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                return billing.deductCredits(deduction).charged();
            } catch (RuntimeException failure) {
                assertThat(code(failure))
                        .isIn(
                                ErrorCode.STORE_UNAVAILABLE,
                                ErrorCode.STORE_FAILED,
                                ErrorCode.OUTCOME_UNKNOWN,
                                ErrorCode.STORE_CONTENTION);
            }
        }
        throw new AssertionError("no answer after 100 attempts");
    }
}
