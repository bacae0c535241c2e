// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.testkit.MovableClock;
import io.tollbridge.billing.usage.UsageLine;
import io.tollbridge.billing.usage.UsagePeriod;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One deduction alone is one statement of plain parameters, and whatever it refuses is done the exact way. */
@Timeout(120)
class FewRowsTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final Catalog CATALOG = Catalog.builder()
            .feature("a", 3)
            .feature("b", 7)
            .plan(Plan.monthly("plan", 100))
            .build();

    private final DataSource dataSource = TestDatabase.POSTGRESQL.freshDataSource();
    private final SeenStatements seen = new SeenStatements();
    private final MovableClock clock = MovableClock.at(Instant.parse("2026-03-01T10:00:00Z"));
    private final BillingService billing = service(seen.over(dataSource));
    private final BillingService other = service(dataSource);

    private BillingService service(DataSource source) {
        return BillingService.builder()
                .store(JdbcBillingStore.create(source))
                .catalog(CATALOG)
                .clock(clock)
                .groupCommit(GroupCommit.DEFAULT.use(GroupCommit.Use.ALWAYS))
                .build();
    }

    @BeforeEach
    void remember() {
        billing.addCredits("acme", 100, CreditType.BUNDLE);
        billing.deductCredits(deduction(1, "warm"));
        seen.take();
    }

    @AfterEach
    void close() {
        assertThat(billing.ledger().verify("acme").findings()).isEmpty();
        billing.close();
        other.close();
    }

    private static Deduction deduction(long credits, String key) {
        return Deduction.of("acme").cost(credits).idempotencyKey(key);
    }

    private long spendable() {
        return billing.getCreditBalance("acme").spendable();
    }

    private List<UsageLine> usage() {
        return billing.getUsageHistory("acme", UsagePeriod.between(DAY, DAY.plusMonths(1)))
                .lines();
    }

    /** That the statements since the last look were one, which had nothing to join or unpack. */
    private void expectOnePlainStatement() {
        assertThat(seen.take())
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("UPDATE billing_credits", "INSERT INTO credit_transactions", "SKIP LOCKED")
                        .doesNotContain("unnest", "VALUES", "JOIN", "[", "<"));
    }

    /** That it was tried with a plain statement, and that the account was then locked and read. */
    private void expectTheExactWayAfterIt() {
        List<String> texts = seen.take();
        assertThat(texts).hasSizeGreaterThan(1);
        assertThat(texts.get(0)).contains("SKIP LOCKED").doesNotContain("unnest", "VALUES", "JOIN");
        assertThat(texts)
                .anySatisfy(text -> assertThat(text).contains("FOR UPDATE").doesNotContain("WITH"));
    }

    @Test
    void aDeductionIsOneStatement() {
        assertThat(billing.tryDeduct(deduction(5, "k"))).isInstanceOf(DeductionResult.Deducted.class);
        expectOnePlainStatement();
        assertThat(spendable()).isEqualTo(94);
    }

    @Test
    void soIsOneWithAGeneratedKeyAndOneOfAFeature() {
        billing.deductCredits("acme", 5);
        expectOnePlainStatement();
        billing.deductCredits(Deduction.of("acme").feature("a"));
        expectOnePlainStatement();
        assertThat(spendable()).isEqualTo(91);
    }

    @Test
    void soIsOneOfTwoLegsAndItsNotification() {
        billing.subscriptions().startLocalPlan("acme", "plan");
        billing.deductCredits(deduction(99, "most"));
        seen.take();
        billing.deductCredits(deduction(2, "rest"));
        List<String> texts = seen.take();
        assertThat(texts.get(0))
                .contains("entries0", "entries1", "UPDATE credit_grants")
                .doesNotContain("JOIN");
        assertThat(spendable()).isEqualTo(98);
    }

    @Test
    void usageOfANewDayAndOfANewFeatureAddsUpToRowsThatAreThereOrNot() {
        billing.deductCredits(Deduction.of("acme").feature("a"));
        billing.deductCredits(Deduction.of("acme").feature("a"));
        billing.deductCredits(Deduction.of("acme").feature("b"));
        clock.advance(Duration.ofDays(1));
        billing.deductCredits(Deduction.of("acme").feature("a"));
        assertThat(usage())
                .contains(
                        new UsageLine(DAY, "a", 2, 6, 0, 0),
                        new UsageLine(DAY, "b", 1, 7, 0, 0),
                        new UsageLine(DAY.plusDays(1), "a", 1, 3, 0, 0));
    }

    @Test
    void usageThatSomebodyDeletedMeanwhileBeginsAnew() throws Exception {
        billing.deductCredits(Deduction.of("acme").feature("a"));
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM billing_usage");
        }
        billing.deductCredits(Deduction.of("acme").feature("a"));
        assertThat(usage()).containsExactly(new UsageLine(DAY, "a", 1, 3, 0, 0));
    }

    @Test
    void anAccountThatAnotherNodeChangedGoesTheExactWay() {
        other.deductCredits(deduction(90, "k"));
        assertThat(billing.tryDeduct(deduction(9, "k2"))).isInstanceOf(DeductionResult.Deducted.class);
        expectTheExactWayAfterIt();
        assertThat(spendable()).isZero();
        assertThat(billing.tryDeduct(deduction(1, "k3"))).isInstanceOf(DeductionResult.Insufficient.class);
    }

    @Test
    void aKeyThatIsInTheLedgerIsFoundByItsIndexAndThenBeforehand() {
        assertThat(billing.tryDeduct(deduction(1, "warm"))).isInstanceOf(DeductionResult.Replayed.class);
        List<String> texts = seen.take();
        assertThat(texts.get(0)).doesNotContain("credit_transactions t");
        assertThat(texts.get(1)).contains("credit_transactions t").doesNotContain("JOIN");
        assertThat(billing.tryDeduct(deduction(1, "warm"))).isInstanceOf(DeductionResult.Replayed.class);
        assertThat(seen.take().get(0)).contains("credit_transactions t");
        assertThat(billing.tryDeduct(deduction(1, "fresh"))).isInstanceOf(DeductionResult.Deducted.class);
        assertThat(spendable()).isEqualTo(98);
    }

    @Test
    void aKeyThatWasUsedForNothingIsFoundAgain() {
        billing.deductCredits(deduction(0, "free"));
        seen.take();
        assertThat(billing.tryDeduct(deduction(0, "free"))).isInstanceOf(DeductionResult.Replayed.class);
        assertThat(spendable()).isEqualTo(99);
    }

    @Test
    void aRefusalSearchesTheLedgerForItsKey() {
        assertThat(billing.tryDeduct(deduction(1_000, "much"))).isInstanceOf(DeductionResult.Insufficient.class);
        assertThat(seen.take())
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("credit_transactions t", "billing_usage")
                        .doesNotContain("INSERT INTO credit_transactions"));
        billing.addCredits(CreditGrant.bundle("acme", 901).idempotencyKey("more"));
        assertThat(billing.tryDeduct(deduction(1_000, "much"))).isInstanceOf(DeductionResult.Deducted.class);
    }

    @Test
    void anAccountThatTheHostHoldsIsWaitedForElsewhere() throws Exception {
        CompletableFuture<?> waiting;
        try (Connection host = dataSource.getConnection()) {
            host.setAutoCommit(false);
            billing.inTransaction(host).deductCredits("acme", 10);
            waiting = billing.deductCreditsAsync(deduction(20, "waits")).toCompletableFuture();
            other.addCredits("free", 10, CreditType.BUNDLE);
            billing.deductCredits(Deduction.of("free").cost(1));
            assertThat(waiting.isDone()).isFalse();
            host.commit();
        }
        waiting.get(30, TimeUnit.SECONDS);
        assertThat(spendable()).isEqualTo(69);
    }
}
