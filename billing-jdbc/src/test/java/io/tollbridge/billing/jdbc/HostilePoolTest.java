// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static io.tollbridge.billing.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.usage.UsageLine;
import io.tollbridge.billing.webhook.TenantLink;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools as hosts configure them. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class HostilePoolTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 29);

    private final TestDatabase database;

    HostilePoolTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void aPoolOfTwoIsEnoughForManyCallers() throws Exception {
        JdbcBillingStore store = JdbcBillingStore.create(pool(config -> config.setMaximumPoolSize(2)));

        InParallel.run(6, () -> {
            worksOn(store);
            return store;
        });
    }

    @Test
    void autoCommitOffInThePoolStaysOff() throws SQLException {
        DataSource pool = pool(config -> config.setAutoCommit(false));
        String before = settings(pool);
        JdbcBillingStore store = JdbcBillingStore.create(pool);

        worksOn(store);
        worksOn(JdbcBillingStore.builder(pool).schemaMode(SchemaMode.VALIDATE).build());

        assertThat(settings(pool)).isEqualTo(before).contains("autocommit=false");
    }

    @Test
    void anotherDefaultIsolationIsOverruledAndPutBack() throws SQLException {
        for (String isolation : List.of("TRANSACTION_SERIALIZABLE", "TRANSACTION_REPEATABLE_READ")) {
            DataSource pool = pool(config -> config.setTransactionIsolation(isolation));
            String before = settings(pool);
            JdbcBillingStore store = JdbcBillingStore.create(pool);

            worksOn(store);
            seesWhatIsCommittedMeanwhile(store);

            assertThat(settings(pool)).isEqualTo(before).contains("autocommit=true");
        }
    }

    @Test
    void aDriverThatBatchesAndCountsInItsOwnWayIsUnderstood() {
        JdbcBillingStore store = JdbcBillingStore.create(
                pool(config -> database.unusualDriverSettings().forEach(config::addDataSourceProperty)));
        StoreFixture fixture = new StoreFixture(store);
        String tenant = Samples.fresh("tenant");
        worksOn(store);
        for (int round = 2; round < 12; round++) {
            int version = round;
            Grant[] lots = version == 2
                    ? new Grant[] {Samples.lot(1, 5, 0, 0), Samples.lot(2, 6, 0, 0), Samples.closedLot(3)}
                    : new Grant[] {Samples.lot(1, 5, 0, 0), Samples.lot(2, 6, 0, 0)};
            fixture.change(
                    tenant,
                    before -> Change.of(before)
                            .to(Samples.account(tenant, null, null, List.of(lots[0], lots[1]), 3, version))
                            .grants(lots)
                            .usage(new UsageDelta(DAY, "a", 1, 1, 1, 1), new UsageDelta(DAY, "b", 1, 1, 1, 1))
                            .entries(
                                    Samples.entry(2L * version, 2L * version, "k:" + version, null),
                                    Samples.entry(2L * version + 1, 2L * version, null, null)));
        }

        assertThat(fixture.account(tenant).version()).isEqualTo(11);
        assertThat(fixture.ledger(tenant, 0, 100)).hasSize(20);
        assertThat(fixture.usage(tenant, DAY, DAY.plusDays(1)))
                .extracting(UsageLine::credits)
                .containsExactly(10L, 10L);
        store.inbox().insert(Samples.event("evt"), NOW, null);
        assertThat(store.inbox().replay(Samples.event("evt").key(), NOW)).isTrue();
        assertThat(store.inbox().replay(Samples.event("none").key(), NOW)).isFalse();
    }

    @Test
    void aTransactionThatDoesNothingLeavesNothingBehind() throws SQLException {
        DataSource pool = pool(config -> config.setMaximumPoolSize(1));
        Sql.execute(pool, "CREATE TABLE orders (id INT)");
        JdbcBillingStore store =
                JdbcBillingStore.builder(pool).schemaMode(SchemaMode.NONE).build();
        String before = settings(pool);

        store.read(reader -> 1);
        Sql.execute(pool, "INSERT INTO orders VALUES (1)");
        store.inTransaction(transaction -> 1);

        assertThat(settings(pool)).isEqualTo(before);
        assertThat(Sql.number(pool, "SELECT COUNT(*) FROM orders")).isOne();
    }

    @Test
    void aSnapshotStaysTheSameWhileOthersCommit() {
        DataSource pool = pool(config -> {});
        JdbcBillingStore store = JdbcBillingStore.create(pool);
        StoreFixture fixture = new StoreFixture(store);
        String tenant = Samples.fresh("tenant");
        fixture.change(tenant, before -> Change.of(before).entries(Samples.entry(1, 1, "k:1", null)));

        store.read(reader -> {
            assertThat(reader.ledger(tenant, 0, 10)).hasSize(1);
            fixture.change(
                    tenant,
                    before -> Change.of(before).to(Samples.empty(tenant, 2)).entries(Samples.entry(2, 2, "k:2", null)));
            assertThat(reader.ledger(tenant, 0, 10)).hasSize(1);
            assertThat(reader.account(tenant).version()).isOne();
            return tenant;
        });
        assertThat(fixture.ledger(tenant, 0, 10)).hasSize(2);
    }

    @Test
    void aSessionInAnotherTimeZoneShiftsNothing() {
        DataSource kathmandu = pool(config -> config.setConnectionInitSql(database.inKathmandu()));
        JdbcBillingStore.create(kathmandu);
        StoreFixture there = new StoreFixture(JdbcBillingStore.create(kathmandu));
        String tenant = Samples.fresh("tenant");

        there.change(
                tenant,
                before -> Change.of(before)
                        .to(Samples.account(tenant, Samples.slice(1), null, List.of(), 1, 2))
                        .grants(Samples.sliceGrant(1, 900, 0))
                        .usage(
                                new UsageDelta(DAY.minusDays(1), "LLM", 1, 1, 0, 0),
                                new UsageDelta(DAY, "LLM", 2, 2, 0, 0),
                                new UsageDelta(DAY.plusDays(1), "LLM", 3, 3, 0, 0)));

        assertThat(there.read(tenant)).isEqualTo(Samples.account(tenant, Samples.slice(1), null, List.of(), 1, 2));
        assertThat(there.usage(tenant, DAY, DAY.plusDays(1))).containsExactly(new UsageLine(DAY, "LLM", 2, 2, 0, 0));
        assertThat(Sql.number(
                        kathmandu,
                        "SELECT COUNT(*) FROM billing_usage WHERE usage_day = '2026-03-29' AND tenant_id = '" + tenant
                                + "'"))
                .isOne();
    }

    @Test
    void plansArePublishedByManyNodesAtOnceAndChange() throws Exception {
        DataSource pool = pool(config -> {});
        JdbcBillingStore store = JdbcBillingStore.create(pool);
        Catalog.Builder many = Catalog.builder();
        IntStream.range(0, 20)
                .forEach(i -> many.plan(
                        Plan.monthly("plan" + i, i).stripePrice("price_a" + i).stripePrice("price_b" + i)));
        Catalog catalog = many.build();

        InParallel.run(4, () -> {
            store.publish(catalog);
            return catalog;
        });
        store.publish(Catalog.builder()
                .plan(Plan.monthly("plan1", 7).trialCredits(3).stripePrice("price_a2"))
                .build());

        assertThat(Sql.number(pool, "SELECT COUNT(*) FROM billing_plans")).isEqualTo(20);
        assertThat(Sql.number(pool, "SELECT COUNT(*) FROM billing_plan_prices")).isEqualTo(40);
        assertThat(
                        Sql.number(
                                pool,
                                "SELECT COUNT(*) FROM billing_plans WHERE plan_id = 'plan1' AND monthly_credits = 7 AND trial_credits = 3"))
                .isOne();
        assertThat(Sql.number(pool, "SELECT COUNT(*) FROM billing_plan_prices WHERE plan_id = 'plan1'"))
                .isEqualTo(3);
        store.publish(Catalog.builder().build());
    }

    private DataSource pool(Consumer<HikariConfig> settings) {
        return database.freshDataSource(settings);
    }

    private static void worksOn(JdbcBillingStore store) {
        StoreFixture fixture = new StoreFixture(store);
        String tenant = Samples.fresh("tenant");
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .to(Samples.account(
                                tenant, null, Samples.subscription("sub_1"), List.of(Samples.lot(1, 5, 0, 0)), 1, 2))
                        .grants(Samples.lot(1, 5, 0, 0))
                        .entries(Samples.entry(1, 1, "k:1", "LLM")));
        assertThat(fixture.account(tenant)).isEqualTo(fixture.read(tenant));
        store.inbox().insert(Samples.event(tenant), NOW, null);
        assertThat(store.inbox().insert(Samples.event(tenant), NOW, null)).isFalse();
        store.inTransaction(transaction -> transaction.link(new TenantLink(tenant, tenant, true)));
        store.publish(Catalog.builder().plan(Plan.monthly("pro", 5)).build());
    }

    /** A transaction that waited for a lock sees what the other one wrote: it would not above READ COMMITTED. */
    private static void seesWhatIsCommittedMeanwhile(JdbcBillingStore store) {
        StoreFixture fixture = new StoreFixture(store);
        String tenant = Samples.fresh("tenant");
        fixture.account(tenant);
        Account seen = store.inTransaction(transaction -> {
            transaction.link(new TenantLink(tenant, tenant, true));
            fixture.change(tenant, before -> Change.of(before).to(Samples.empty(tenant, 2)));
            return StoreFixture.lock(transaction, tenant);
        });
        assertThat(seen.version()).isEqualTo(2);
    }

    /** What a host finds on each idle connection of the pool. */
    private static String settings(DataSource pool) throws SQLException {
        // beneath the pool, which would repair what was left behind
        HikariDataSource hikari = pool.unwrap(HikariDataSource.class);
        try (Connection connection = hikari.getConnection()) {
            Connection driver = connection.unwrap(Connection.class);
            String found = "autocommit=" + driver.getAutoCommit() + ", isolation=" + driver.getTransactionIsolation();
            if (!driver.getAutoCommit()) {
                driver.rollback();
            }
            return found;
        }
    }
}
