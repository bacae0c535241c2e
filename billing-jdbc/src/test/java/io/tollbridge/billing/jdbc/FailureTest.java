// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static io.tollbridge.billing.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.testkit.ConnectionFault;
import io.tollbridge.billing.testkit.FaultInjectingDataSource;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a caller is told when the database does not do as it is asked. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class FailureTest {
    private static final String SECRET = "jane.doe@example.org";

    private final TestDatabase database;
    private final DataSource dataSource;
    private final FaultInjectingDataSource faulty;
    private final JdbcBillingStore store;
    private final StoreFixture fixture;
    private final String tenant = Samples.fresh("tenant");

    FailureTest(TestDatabase database) {
        this.database = database;
        dataSource = database.sharedBy(FailureTest.class);
        faulty = FaultInjectingDataSource.around(dataSource);
        store = JdbcBillingStore.builder(faulty).schemaMode(SchemaMode.NONE).build();
        fixture = new StoreFixture(store);
    }

    @BeforeEach
    void tenantIsKnown() {
        fixture.account(tenant);
    }

    @Test
    void withoutAConnectionTheStoreIsUnavailable() {
        faulty.breakAt(ConnectionFault.CONNECT, 1);

        assertThat(failureOfAChange().code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(version()).isOne();
    }

    @Test
    void aConnectionLostBeforeTheCommitWritesNothing() {
        long statements = statementsOfAChange();
        assertThat(statements).isGreaterThan(3);

        for (int nth = 1; nth <= statements; nth++) {
            long before = version();
            faulty.breakAt(ConnectionFault.STATEMENT, nth);
            assertThat(failureOfAChange().code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            assertThat(version()).isEqualTo(before);
        }
    }

    @Test
    void aConnectionLostAroundTheCommitLeavesTheOutcomeUnknown() {
        faulty.breakAt(ConnectionFault.BEFORE_COMMIT, 1);
        assertThat(failureOfAChange().code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(version()).isOne();

        faulty.breakAt(ConnectionFault.AFTER_COMMIT, 1);
        assertThat(failureOfAChange().code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(version()).isEqualTo(2);
    }

    @Test
    void aCommitThatIsRefusedIsContention() {
        faulty.breakAt(ConnectionFault.COMMIT_REFUSED, 1);

        assertThat(failureOfAChange().code()).isEqualTo(ErrorCode.STORE_CONTENTION);
        assertThat(version()).isOne();
    }

    @Test
    void whatTheWorkThrowsPassesUnchangedAndNothingIsWritten() {
        RuntimeException own = new IllegalStateException("own");

        Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(() -> store.inTransaction(transaction -> {
            Account before = StoreFixture.lock(transaction, tenant);
            transaction.apply(List.of(Change.of(before).to(next(before)).done()));
            throw own;
        }));

        assertThat(thrown).isSameAs(own);
        assertThat(version()).isOne();
    }

    @Test
    void aFailureThatTheWorkHidesIsNotCommitted() {
        BillingStoreException failure = catchThrowableOfType(
                BillingStoreException.class,
                () -> store.inTransaction(transaction -> {
                    Account before = StoreFixture.lock(transaction, tenant);
                    try {
                        transaction.apply(List.of(Change.of(before)
                                .to(next(before))
                                .grants(Samples.lot(1, -1, 0, 0))
                                .done()));
                    } catch (BillingStoreException hidden) {
                        return hidden.code();
                    }
                    return before;
                }));

        assertThat(failure.code()).isEqualTo(ErrorCode.STORE_FAILED);
        assertThat(version()).isOne();
    }

    @Test
    void aNegativePoolIsRefusedByTheDatabase() {
        for (Grant lot : List.of(Samples.lot(1, -1, 0, 0), Samples.lot(1, 0, -1, 0), Samples.lot(1, 0, 0, -1))) {
            BillingStoreException failure = catchThrowableOfType(
                    BillingStoreException.class,
                    () -> fixture.change(
                            tenant, before -> Change.of(before).to(next(before)).grants(lot)));
            assertThat(failure.code()).isEqualTo(ErrorCode.STORE_FAILED);
        }
        Account both = new Account(
                tenant,
                null,
                null,
                null,
                false,
                Account.Standing.OPEN,
                0,
                List.of(Samples.lot(1, 1, 0, 0)),
                List.of(),
                List.of(),
                null,
                1,
                1,
                io.tollbridge.billing.ledger.LedgerHead.EMPTY,
                2);
        assertThat(catchThrowableOfType(
                                BillingStoreException.class,
                                () -> fixture.change(
                                        tenant, before -> Change.of(before).to(both)))
                        .code())
                .isEqualTo(ErrorCode.STORE_FAILED);
        assertThat(version()).isOne();
    }

    @Test
    void aLockThatIsNotHadInTimeIsContention() throws Exception {
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        JdbcBillingStore impatient = JdbcBillingStore.create(
                database.freshDataSource(config -> config.setConnectionInitSql(database.impatience())));
        new StoreFixture(impatient).account(tenant);

        InParallel.run(List.of(
                () -> impatient.inTransaction(transaction -> {
                    StoreFixture.lock(transaction, tenant);
                    locked.countDown();
                    return await(done);
                }),
                () -> {
                    try {
                        await(locked);
                        BillingStoreException failure = catchThrowableOfType(
                                BillingStoreException.class, () -> new StoreFixture(impatient).account(tenant));
                        assertThat(failure.code()).isEqualTo(ErrorCode.STORE_CONTENTION);
                        return true;
                    } finally {
                        done.countDown();
                    }
                }));
    }

    @Test
    void transactionsThatWaitForEachOtherAreToldContention() throws Exception {
        String other = Samples.fresh("tenant");
        fixture.account(other);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);

        List<Integer> victims = InParallel.run(
                List.of(() -> lockBoth(tenant, other, first, second), () -> lockBoth(other, tenant, second, first)));

        assertThat(victims).contains(1);
    }

    @Test
    void aSessionThatTheServerEndedMakesTheStoreUnavailable() throws SQLException {
        DataSource own = database.freshDataSource();
        JdbcBillingStore there = JdbcBillingStore.create(own);
        // not closed: there is nothing left to close
        Connection connection = own.getConnection();
        connection.setAutoCommit(false);
        String end = database.endSession(Sql.number(connection, database.sessionNumber()));
        // where a whole database ends, so does the session that says so
        var unused = org.assertj.core.api.Assertions.catchThrowable(() -> Sql.execute(own, end));

        BillingStoreException failure =
                failure(() -> there.inTransaction(connection, transaction -> StoreFixture.lock(transaction, tenant)));

        assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }

    /** Locks one account by hand and then another through the store, so that two of these are a circle. */
    private int lockBoth(String mine, String theirs, CountDownLatch reached, CountDownLatch other) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement
                        .executeQuery("SELECT version FROM billing_credits WHERE tenant_id = '" + mine + "' FOR UPDATE")
                        .close();
                reached.countDown();
                await(other);
                store.inTransaction(connection, transaction -> StoreFixture.lock(transaction, theirs));
                return 0;
            } catch (BillingStoreException failure) {
                assertThat(failure.code()).isEqualTo(ErrorCode.STORE_CONTENTION);
                return 1;
            } finally {
                connection.rollback();
            }
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    @Test
    void noMessageHoldsAValueAStatementOrAnAddress() {
        WebhookEvent tooLong = new WebhookEvent(
                new WebhookEventKey("", true, "evt_" + SECRET.repeat(20)), "ping", null, null, NOW, SECRET);
        String longTenant = SECRET.repeat(20);
        List<BillingStoreException> failures = List.of(
                failure(() -> store.inbox().insert(tooLong, NOW, null)),
                failure(() -> fixture.account(longTenant)),
                failure(() -> fixture.change(
                        SECRET,
                        before -> Change.of(before)
                                .entries(Samples.entry(1, 1, SECRET, SECRET), Samples.entry(1, 1, SECRET, SECRET)))),
                failure(() -> fixture.change(
                        SECRET,
                        before -> Change.of(before).to(next(before)).entries(Samples.entry(-1, 1, SECRET, SECRET)))),
                failure(() -> fixture.change(
                        SECRET, before -> Change.of(before).entries(Samples.entry(1, 1, null, SECRET.repeat(30))))),
                failure(() -> fixture.change(
                        SECRET,
                        before -> Change.of(before)
                                .silent(
                                        new io.tollbridge.billing.spi.AccountChange.SilentOperation(SECRET, 1, 1, NOW),
                                        new io.tollbridge.billing.spi.AccountChange.SilentOperation(
                                                SECRET, 1, 1, NOW)))));

        assertThat(failures).allSatisfy(failure -> {
            assertThat(failure.getCause()).isNotNull();
            assertThat(Messages.all(failure)).doesNotContain(SECRET);
            assertThat(failure.getMessage())
                    .doesNotContainIgnoringCase("insert")
                    .doesNotContain("jdbc:")
                    .contains("SQLState");
        });
    }

    private static BillingStoreException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        return catchThrowableOfType(BillingStoreException.class, work);
    }

    private BillingStoreException failureOfAChange() {
        BillingStoreException failure = failure(this::change);
        assertThat(failure).isNotNull();
        return failure;
    }

    private void change() {
        fixture.change(tenant, before -> Change.of(before).to(next(before)));
    }

    private long statementsOfAChange() {
        long before = faulty.passed(ConnectionFault.STATEMENT);
        change();
        return faulty.passed(ConnectionFault.STATEMENT) - before;
    }

    private long version() {
        return Sql.number(dataSource, "SELECT version FROM billing_credits WHERE tenant_id = '" + tenant + "'");
    }

    private static Account next(Account account) {
        return Samples.empty(account.tenantId(), account.version() + 1);
    }
}
