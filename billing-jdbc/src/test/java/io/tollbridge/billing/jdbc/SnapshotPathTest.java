// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.IdempotencyConflictException;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import io.tollbridge.billing.usage.UsagePeriod;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deductions on remembered accounts do what deductions under the lock do, whatever others did meanwhile. */
@Timeout(120)
class SnapshotPathTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Catalog CATALOG = Catalog.builder()
            .feature("a", 3)
            .feature("b", 7)
            .plan(Plan.monthly("plan", 400))
            .build();

    private final List<BillingService> services = new ArrayList<>();
    private final List<BillingStore> nodes = TestDatabase.POSTGRESQL.newNodes(2);
    private final BillingService one = service(nodes.get(0), GroupCommit.Use.ALWAYS, MovableClock.at(START));
    private final BillingService other = service(nodes.get(1), GroupCommit.Use.ALWAYS, MovableClock.at(START));

    private BillingService service(BillingStore store, GroupCommit.Use use, MovableClock clock) {
        BillingService service = BillingService.builder()
                .store(store)
                .catalog(CATALOG)
                .clock(clock)
                .groupCommit(GroupCommit.DEFAULT.use(use))
                .build();
        services.add(service);
        return service;
    }

    @AfterEach
    void close() {
        services.forEach(BillingService::close);
    }

    private static Deduction deduction(String tenant, long credits, String key) {
        return Deduction.of(tenant).cost(credits).idempotencyKey(key);
    }

    private static List<LedgerEntry> ledger(BillingService service, String tenant) {
        return service.ledger().page(tenant, 0, 1_000).entries();
    }

    @Test
    void randomHistoriesHaveTheSameLedgerUsageAndNotificationsOnBothPaths() {
        BillingStore exactly = TestDatabase.POSTGRESQL.newStore();
        for (int seed = 1; seed <= 12; seed++) {
            List<String> fast = history(nodes.get(0), GroupCommit.Use.ALWAYS, seed);
            List<String> exact = history(exactly, GroupCommit.Use.NEVER, seed);
            assertThat(fast).as("seed %d", seed).isEqualTo(exact);
        }
    }

    /** Everything that a tenant sees of one history: answers, ledger with hashes, usage, notifications. */
    private List<String> history(BillingStore store, GroupCommit.Use use, int seed) {
        MovableClock clock = MovableClock.at(START);
        BillingService service = service(store, use, clock);
        String tenant = "tenant" + seed;
        Random random = new Random(seed);
        List<String> seen = new ArrayList<>();
        service.subscriptions().startLocalPlan(tenant, "plan");
        for (int i = 0; i < 60; i++) {
            clock.advance(Duration.ofMinutes(random.nextInt(24 * 60)));
            String key = "k" + random.nextInt(45);
            switch (random.nextInt(12)) {
                case 0 ->
                    seen.add(""
                            + service.addCredits(CreditGrant.bundle(tenant, 1 + random.nextInt(60))
                                    .expiresAt(clock.instant().plus(Duration.ofDays(1 + random.nextInt(20))))
                                    .idempotencyKey("grant" + i)));
                case 1 -> {
                    if (service.canPerformAction(tenant, 5)) {
                        service.hold(deduction(tenant, 5, "hold" + i)).release();
                    }
                }
                default ->
                    seen.add(deduct(
                            service,
                            deduction(tenant, random.nextInt(50), key).feature(random.nextBoolean() ? "a" : "b")));
            }
        }
        ledger(service, tenant).forEach(entry -> seen.add(entry.toString()));
        seen.add(
                service.getUsageHistory(tenant, UsagePeriod.between(LocalDate.of(2026, 1, 1), LocalDate.of(2027, 1, 1)))
                        .toString());
        for (Notification one : service.notifications().list(tenant, 100)) {
            seen.add(one.toString());
        }
        seen.add(service.getCreditBalance(tenant).toString());
        assertThat(service.ledger().verify(tenant).findings()).isEmpty();
        return seen;
    }

    private static String deduct(BillingService service, Deduction deduction) {
        try {
            return service.tryDeduct(deduction).toString();
        } catch (IdempotencyConflictException conflict) {
            return "conflict";
        }
    }

    @Test
    void manyTenantsInOneStatementHaveWhatEachHasAlone() {
        BillingService together =
                service(TestDatabase.POSTGRESQL.newStore(), GroupCommit.Use.ALWAYS, MovableClock.at(START));
        BillingService alone =
                service(TestDatabase.POSTGRESQL.newStore(), GroupCommit.Use.NEVER, MovableClock.at(START));
        for (int t = 0; t < 48; t++) {
            for (BillingService service : List.of(together, alone)) {
                service.subscriptions().startLocalPlan("t" + t, "plan");
                service.addCredits(CreditGrant.bundle("t" + t, 30 + t).idempotencyKey("lot"));
                service.addCredits(CreditGrant.bundle("t" + t, 40).idempotencyKey("lot2"));
            }
        }
        for (int round = 0; round < 6; round++) {
            List<CompletableFuture<DeductionResult>> answers = new ArrayList<>();
            List<DeductionResult> expected = new ArrayList<>();
            for (int t = 0; t < 48; t++) {
                for (String part : List.of("x", "y")) {
                    Deduction plain = deduction("t" + t, 11 + (t * 7 + round * 5) % 60, part + round);
                    Deduction deduction = t % 5 == 0 ? plain : plain.feature(t % 2 == 0 ? "a" : "b");
                    answers.add(together.tryDeductAsync(deduction).toCompletableFuture());
                    expected.add(alone.tryDeduct(deduction));
                }
            }
            assertThat(answers.stream().map(CompletableFuture::join).toList()).isEqualTo(expected);
        }
        UsagePeriod march = UsagePeriod.between(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 4, 1));
        for (int t = 0; t < 48; t++) {
            String tenant = "t" + t;
            assertThat(ledger(together, tenant)).isEqualTo(ledger(alone, tenant));
            assertThat(together.getUsageHistory(tenant, march)).isEqualTo(alone.getUsageHistory(tenant, march));
            assertThat(together.notifications().list(tenant, 100).toString())
                    .isEqualTo(alone.notifications().list(tenant, 100).toString());
            assertThat(together.ledger().verify(tenant).findings()).isEmpty();
        }
    }

    @Test
    void aKeyThatWasUsedHarmsNobodyElseInItsStatement() {
        List<CompletableFuture<DeductionResult>> answers = new ArrayList<>();
        for (int t = 0; t < 60; t++) {
            one.addCredits("t" + t, 100, CreditType.BUNDLE);
            one.deductCredits(deduction("t" + t, 1, "used"));
        }
        for (int t = 0; t < 60; t++) {
            String key = t % 20 == 7 ? "used" : "fresh";
            answers.add(one.tryDeductAsync(deduction("t" + t, 1, key)).toCompletableFuture());
        }
        for (int t = 0; t < 60; t++) {
            boolean repeated = t % 20 == 7;
            assertThat(answers.get(t).join())
                    .isInstanceOf(repeated ? DeductionResult.Replayed.class : DeductionResult.Deducted.class);
            assertThat(one.getCreditBalance("t" + t).spendable()).isEqualTo(repeated ? 99 : 98);
            assertThat(one.ledger().verify("t" + t).findings()).isEmpty();
        }
    }

    @Test
    void aValueThatTheDatabaseRefusesHarmsOnlyItsOwnCall() throws Exception {
        DataSource dataSource = TestDatabase.POSTGRESQL.freshDataSource();
        BillingService billing =
                service(JdbcBillingStore.create(dataSource), GroupCommit.Use.ALWAYS, MovableClock.at(START));
        for (int t = 0; t < 40; t++) {
            billing.addCredits("t" + t, 100, CreditType.BUNDLE);
            billing.deductCredits(deduction("t" + t, 1, "warm"));
        }
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '22003'; END $$""");
            statement.execute("CREATE TRIGGER refused BEFORE INSERT ON credit_transactions FOR EACH ROW"
                    + " WHEN (NEW.tenant_id = 't23') EXECUTE FUNCTION refused()");
        }
        List<CompletableFuture<DeductionResult>> answers = new ArrayList<>();
        for (int t = 0; t < 40; t++) {
            answers.add(billing.tryDeductAsync(deduction("t" + t, 2, "k")).toCompletableFuture());
        }
        assertThat(answers.get(23))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        BillingStoreException.class,
                        told -> assertThat(told.code()).isEqualTo(ErrorCode.STORE_FAILED));
        for (int t = 0; t < 40; t++) {
            if (t != 23) {
                assertThat(answers.get(t).join()).isInstanceOf(DeductionResult.Deducted.class);
            }
            assertThat(billing.getCreditBalance("t" + t).spendable()).isEqualTo(t == 23 ? 99 : 97);
        }
    }

    @Test
    void aRefusalWithAKeyThatWasUsedIsFoundAmongTheOthersOfItsStatement() {
        for (int t = 0; t < 30; t++) {
            one.addCredits("t" + t, 10, CreditType.BUNDLE);
            one.deductCredits(deduction("t" + t, 8, "used"));
        }
        List<CompletableFuture<DeductionResult>> answers = new ArrayList<>();
        for (int t = 0; t < 30; t++) {
            // refused if it were not a repeat, so that no ledger row meets the unique index
            Deduction deduction = t == 17 ? deduction("t17", 8, "used") : deduction("t" + t, 1, "fresh");
            answers.add(one.tryDeductAsync(deduction).toCompletableFuture());
        }
        for (int t = 0; t < 30; t++) {
            assertThat(answers.get(t).join())
                    .isInstanceOf(t == 17 ? DeductionResult.Replayed.class : DeductionResult.Deducted.class);
        }
    }

    @Test
    void aKeyThatWasUsedForNothingIsFoundAgain() {
        one.addCredits("acme", 100, CreditType.BUNDLE);
        one.deductCredits(deduction("acme", 0, "k"));
        one.deductCredits(deduction("acme", 5, "other"));
        assertThat(deduct(one, deduction("acme", 5, "k"))).isEqualTo("conflict");
        assertThat(one.tryDeduct(deduction("acme", 0, "k"))).isInstanceOf(DeductionResult.Replayed.class);
        assertThat(one.getCreditBalance("acme").spendable()).isEqualTo(95);
    }

    @Test
    void aRefusalIsNotBasedOnWhatIsRememberedAlone() {
        one.addCredits("acme", 10, CreditType.BUNDLE);
        one.deductCredits(deduction("acme", 10, "all"));
        other.addCredits("acme", 50, CreditType.BUNDLE);
        assertThat(one.deductCredits(deduction("acme", 40, "more")).charged()).isEqualTo(40);
        assertThat(one.tryDeduct(deduction("acme", 10, "all"))).isInstanceOf(DeductionResult.Replayed.class);
        assertThat(one.tryDeduct(deduction("acme", 11, "last"))).isInstanceOf(DeductionResult.Insufficient.class);
    }

    @Test
    void aStaleNodeNeitherSpendsTwiceNorForgetsAKey() {
        one.addCredits("acme", 100, CreditType.BUNDLE);
        one.deductCredits(deduction("acme", 1, "warm"));
        other.deductCredits(deduction("acme", 90, "k"));
        assertThat(one.tryDeduct(deduction("acme", 90, "k"))).isInstanceOf(DeductionResult.Replayed.class);
        other.deductCredits(deduction("acme", 4, "k2"));
        assertThat(one.tryDeduct(deduction("acme", 6, "k3"))).isInstanceOf(DeductionResult.Insufficient.class);
        assertThat(one.deductCredits(deduction("acme", 5, "k4")).spendableAfter())
                .isZero();
        assertThat(one.ledger().verify("acme").findings()).isEmpty();
    }

    @Test
    void twoNodesThatRememberDifferentThingsAddUp() throws Exception {
        one.addCredits("hot", 2_000, CreditType.BUNDLE);
        List<Callable<Long>> callers = new ArrayList<>();
        for (int c = 0; c < 16; c++) {
            BillingService node = c % 2 == 0 ? one : other;
            int caller = c;
            callers.add(() -> {
                long charged = 0;
                for (int i = 0; i < 50; i++) {
                    // every key is used by one caller of each node
                    DeductionResult result = node.tryDeduct(deduction("hot", 3, caller / 2 + "-" + i));
                    charged += result instanceof DeductionResult.Deducted deducted
                            ? deducted.charge().charged()
                            : 0;
                }
                return charged;
            });
        }
        long sum = InParallel.run(callers).stream().mapToLong(Long::longValue).sum();
        assertThat(sum).isEqualTo(8 * 50 * 3);
        assertThat(one.getCreditBalance("hot").spendable()).isEqualTo(2_000 - sum);
        assertThat(one.ledger().verify("hot").findings()).isEmpty();
    }

    @Test
    void aTenantThatTheHostHoldsDelaysNoOtherAndIsChargedAfterwards() throws Exception {
        DataSource dataSource = TestDatabase.POSTGRESQL.freshDataSource();
        BillingService billing =
                service(JdbcBillingStore.create(dataSource), GroupCommit.Use.ALWAYS, MovableClock.at(START));
        billing.addCredits("held", 100, CreditType.BUNDLE);
        billing.addCredits("free", 100, CreditType.BUNDLE);
        billing.deductCredits(deduction("held", 1, "warm"));
        billing.deductCredits(deduction("free", 1, "warm"));
        CompletableFuture<?> waiting;
        try (Connection host = dataSource.getConnection()) {
            host.setAutoCommit(false);
            billing.inTransaction(host).deductCredits("held", 10);
            waiting = billing.deductCreditsAsync(deduction("held", 20, "waits")).toCompletableFuture();
            assertThat(billing.deductCredits(deduction("free", 5, "passes")).charged())
                    .isEqualTo(5);
            assertThat(waiting.isDone()).isFalse();
            host.commit();
        }
        waiting.get(30, TimeUnit.SECONDS);
        assertThat(billing.getCreditBalance("held").spendable()).isEqualTo(69);
    }

    @Test
    void aRowThatWasChangedByHandUnderTheSameVersionIsNotWrittenOver() throws Exception {
        DataSource dataSource = TestDatabase.POSTGRESQL.freshDataSource();
        BillingService billing =
                service(JdbcBillingStore.create(dataSource), GroupCommit.Use.ALWAYS, MovableClock.at(START));
        billing.addCredits("acme", 100, CreditType.BUNDLE);
        billing.deductCredits(deduction("acme", 1, "warm"));
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE billing_credits SET ledger_hash = sha256('restored') WHERE tenant_id = 'acme'");
        }
        billing.deductCredits(deduction("acme", 1, "next"));
        assertThat(billing.ledger().verify("acme").findings()).isNotEmpty();
    }
}
