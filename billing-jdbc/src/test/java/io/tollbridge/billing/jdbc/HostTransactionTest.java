// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static io.tollbridge.billing.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.StoreTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Billing inside the host's own transaction. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class HostTransactionTest {
    private final DataSource dataSource;
    private final JdbcBillingStore store;
    private final StoreFixture fixture;
    private final String tenant = Samples.fresh("tenant");
    private Connection host;

    HostTransactionTest(TestDatabase database) throws SQLException {
        dataSource = database.sharedBy(HostTransactionTest.class);
        store = JdbcBillingStore.builder(dataSource).schemaMode(SchemaMode.NONE).build();
        fixture = new StoreFixture(store);
        host = dataSource.getConnection();
    }

    @BeforeEach
    void begin() throws SQLException {
        if (Sql.missing(dataSource, "orders")) {
            Sql.execute(dataSource, "CREATE TABLE orders (id VARCHAR(100) PRIMARY KEY)");
        }
        host.setAutoCommit(false);
    }

    @AfterEach
    void end() throws SQLException {
        host.rollback();
        host.close();
    }

    @Test
    void nothingIsSeenBeforeTheHostCommitsAndAllOfItAfterwards() throws SQLException {
        order();
        store.inTransaction(host, this::grant);

        assertThat(fixture.read(tenant)).isEqualTo(Account.unknown(tenant));
        host.commit();

        assertThat(fixture.read(tenant)).isEqualTo(granted(2));
        assertThat(orders()).isOne();
    }

    @Test
    void theHostsRollbackUndoesBoth() throws SQLException {
        order();
        store.inTransaction(host, this::grant);
        host.rollback();

        assertThat(fixture.read(tenant)).isEqualTo(Account.unknown(tenant));
        assertThat(orders()).isZero();
    }

    @Test
    void workThatFailsIsUndoneAndTheHostMayGoOn() throws SQLException {
        order();
        assertThatThrownBy(() -> store.inTransaction(host, transaction -> {
                    grant(transaction);
                    throw new IllegalStateException("the host's own");
                }))
                .isExactlyInstanceOf(IllegalStateException.class);
        host.commit();

        assertThat(fixture.read(tenant)).isEqualTo(Account.unknown(tenant));
        assertThat(orders()).isOne();
    }

    @Test
    void aStatementThatFailsIsUndoneAndTheHostMayGoOn() throws SQLException {
        order();
        assertThatThrownBy(() -> store.inTransaction(host, transaction -> {
                    Account before = StoreFixture.lock(transaction, tenant);
                    return apply(transaction, before, Samples.account(tenant, null, null, List.of(), 0, 2), 1, -1);
                }))
                .isInstanceOf(BillingStoreException.class);
        store.inTransaction(host, this::grant);
        host.commit();

        assertThat(fixture.read(tenant)).isEqualTo(granted(2));
        assertThat(orders()).isOne();
    }

    @Test
    void aFailureThatTheWorkHidesStillUndoesTheWork() throws SQLException {
        assertThatThrownBy(() -> store.inTransaction(host, transaction -> {
                    Account before = StoreFixture.lock(transaction, tenant);
                    try {
                        return apply(transaction, before, Samples.account(tenant, null, null, List.of(), 0, 2), 1, -1);
                    } catch (BillingStoreException hidden) {
                        return before;
                    }
                }))
                .isInstanceOf(BillingStoreException.class);
        host.commit();

        assertThat(fixture.read(tenant)).isEqualTo(Account.unknown(tenant));
    }

    @Test
    void severalPiecesOfWorkJoinOneTransaction() throws SQLException {
        store.inTransaction(host, this::grant);
        store.inTransaction(host, transaction -> {
            Account before = StoreFixture.lock(transaction, tenant);
            assertThat(before).isEqualTo(granted(2));
            return apply(transaction, before, granted(3), 1, 0);
        });
        host.commit();

        assertThat(fixture.read(tenant)).isEqualTo(granted(3));
    }

    @Test
    void theConnectionStaysAsTheHostHadIt() throws SQLException {
        host.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        host.commit();

        store.inTransaction(host, this::grant);

        assertThat(host.isClosed()).isFalse();
        assertThat(host.getAutoCommit()).isFalse();
        assertThat(host.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        host.rollback();
        host.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    void aHostWhoseSnapshotIsOldDecidesOnWhatIsCommittedOrNotAtAll(int isolation) throws SQLException {
        fixture.change(tenant, before -> Change.of(before).to(granted(2)).grants(lot()));
        host.setTransactionIsolation(isolation);
        try {
            orders(host);
            fixture.change(
                    tenant,
                    before -> Change.of(before)
                            .to(Samples.account(tenant, null, null, List.of(), 1, 3))
                            .grants(Samples.closedLot(1))
                            .entries(Samples.entry(1, 1, "k:meanwhile", null)));

            try {
                Account seen = store.inTransaction(host, transaction -> StoreFixture.lock(transaction, tenant));
                assertThat(seen).isEqualTo(Samples.account(tenant, null, null, List.of(), 1, 3));
            } catch (BillingStoreException refused) {
                assertThat(refused.code()).isEqualTo(io.tollbridge.billing.ErrorCode.STORE_CONTENTION);
                assertThat(isolation).isNotEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            }
        } finally {
            host.rollback();
            host.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    @Test
    void aConnectionWithoutATransactionIsRefused() throws SQLException {
        host.setAutoCommit(true);

        assertThatThrownBy(() -> store.inTransaction(host, this::grant))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("setAutoCommit(false)");

        host.setAutoCommit(false);
    }

    @Test
    void aTransactionIsOfNoUseAfterwards() {
        StoreTransaction[] kept = new StoreTransaction[1];
        store.inTransaction(host, transaction -> kept[0] = transaction);

        assertThatThrownBy(() -> StoreFixture.lock(kept[0], tenant)).isInstanceOf(IllegalStateException.class);
    }

    private Account grant(StoreTransaction transaction) {
        return apply(transaction, StoreFixture.lock(transaction, tenant), granted(2), 1, 300);
    }

    private Account apply(StoreTransaction transaction, Account before, Account after, long lots, long remaining) {
        Change change = Change.of(before).to(after);
        if (remaining != 0) {
            change.grants(Samples.lot(lots, remaining, 20, 10));
        }
        AccountChange done = change.dueAt(NOW).done();
        transaction.apply(List.of(done));
        return after;
    }

    private Account granted(long version) {
        return Samples.account(tenant, null, null, List.of(lot()), 1, version);
    }

    private static Grant lot() {
        return Samples.lot(1, 300, 20, 10);
    }

    private void order() throws SQLException {
        try (Statement statement = host.createStatement()) {
            statement.execute("INSERT INTO orders VALUES ('" + tenant + "')");
        }
    }

    private long orders() {
        return Sql.number(dataSource, "SELECT COUNT(*) FROM orders WHERE id = '" + tenant + "'");
    }

    private static void orders(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT COUNT(*) FROM orders").close();
        }
    }
}
