// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditOperations;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.ledger.LedgerEntry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operations of a service inside the host's own transaction, beside those that have one of their own. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class HostedOperationsTest {
    private static final String TENANT = "acme";
    private static final int ROUNDS = Campaign.FULL ? 200 : 12;

    private final DataSource dataSource;
    private final List<BillingService> nodes;
    private final BillingService billing;
    private Charge earlier = new Charge(0, 0, 0, 0, 0, 0, false);
    private String heldEarlier = "";

    HostedOperationsTest(TestDatabase database) {
        dataSource = database.migratedPlace();
        nodes = Campaign.nodes(List.of(store(), store()));
        billing = nodes.get(0);
    }

    private JdbcBillingStore store() {
        return JdbcBillingStore.builder(dataSource).schemaMode(SchemaMode.NONE).build();
    }

    /** S = 860 of 1000 with 40 used and 100 held, B = 500. */
    @BeforeEach
    void aTenantWithCreditsAHoldAndACharge() {
        billing.subscriptions().startLocalPlan(TENANT, "plan");
        billing.addCredits(TENANT, 500, CreditType.BUNDLE);
        earlier = billing.deductCredits(TENANT, 40);
        heldEarlier = billing.hold(Deduction.of(TENANT).cost(100)).id();
    }

    @AfterEach
    void theLedgerIsSound() {
        assertThat(billing.ledger().verify(TENANT).findings()).isEmpty();
        nodes.forEach(BillingService::close);
    }

    /** What a host does in its transaction, and what it makes of spendable and held credits. */
    enum Work {
        DEDUCT(-930, 0) {
            @Override
            void on(CreditOperations billing, HostedOperationsTest test) {
                billing.deductCredits(Deduction.of(TENANT).cost(930).idempotencyKey("job"));
            }
        },
        HOLD(-900, 900) {
            @Override
            void on(CreditOperations billing, HostedOperationsTest test) {
                Hold placed = billing.hold(Deduction.of(TENANT).cost(900).idempotencyKey("job"));
                assertThat(placed.credits()).isEqualTo(900);
            }
        },
        CAPTURE(-20, -100) {
            @Override
            void on(CreditOperations billing, HostedOperationsTest test) {
                billing.hold(TENANT, test.heldEarlier).capture(120);
            }
        },
        RELEASE(100, -100) {
            @Override
            void on(CreditOperations billing, HostedOperationsTest test) {
                billing.hold(TENANT, test.heldEarlier).release();
            }
        },
        REVERSE(40, 0) {
            @Override
            void on(CreditOperations billing, HostedOperationsTest test) {
                billing.reverse(Reversal.ofOperation(TENANT, test.earlier.operationId()));
            }
        },
        GRANT(70, 0) {
            @Override
            void on(CreditOperations billing, HostedOperationsTest test) {
                billing.addCredits(TENANT, 70, CreditType.BUNDLE);
            }
        };

        private final long spendable;
        private final long held;

        Work(long spendable, long held) {
            this.spendable = spendable;
            this.held = held;
        }

        abstract void on(CreditOperations billing, HostedOperationsTest test);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSeenBeforeTheHostCommits(Work work) throws SQLException {
        List<LedgerEntry> before = ledger();
        try (Connection host = begin()) {
            work.on(billing.inTransaction(host), this);
            assertCredits(1_360, 100);
            assertThat(ledger()).isEqualTo(before);
            host.commit();
        }
        assertCredits(1_360 + work.spendable, 100 + work.held);
        assertThat(ledger()).hasSizeGreaterThan(before.size());
    }

    @ParameterizedTest
    @EnumSource
    void aRollbackLeavesNothingAndTheSameMayBeDoneAgain(Work work) throws SQLException {
        List<LedgerEntry> before = ledger();
        try (Connection host = begin()) {
            work.on(billing.inTransaction(host), this);
            host.rollback();
        }
        assertCredits(1_360, 100);
        assertThat(ledger()).isEqualTo(before);
        work.on(nodes.get(1), this);
        assertCredits(1_360 + work.spendable, 100 + work.held);
    }

    @Test
    void besideCallersWithTransactionsOfTheirOwnNobodyDeadlocksAndSumsAreExact() throws Exception {
        execute("CREATE TABLE host_work (id VARCHAR(40) PRIMARY KEY, credits BIGINT NOT NULL)");
        List<Callable<Long>> callers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            int number = i;
            callers.add(i % 2 == 0 ? () -> hosts(number) : () -> ownTransactions(number));
        }
        long charged =
                Campaign.atOnce(callers).stream().mapToLong(Long::longValue).sum();
        assertCredits(1_360 - charged, 100);
        assertThat(number("SELECT COUNT(*) FROM host_work WHERE credits < 1")).isZero();
        execute("DROP TABLE host_work");
    }

    /** Charges together with work of the host's; every third transaction is rolled back. */
    private long hosts(int caller) throws SQLException {
        Random random = new Random(caller);
        long charged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long credits = 1L + random.nextInt(3);
            BillingService node = nodes.get(random.nextInt(nodes.size()));
            try (Connection host = begin()) {
                try (Statement work = host.createStatement()) {
                    work.execute("INSERT INTO host_work VALUES ('" + caller + "-" + round + "', " + credits + ")");
                }
                Hold hold = node.inTransaction(host).hold(Deduction.of(TENANT).cost(credits + 1));
                node.inTransaction(host).hold(TENANT, hold.id()).capture(credits);
                node.inTransaction(host).deductCredits(TENANT, 1);
                if (round % 3 == 2) {
                    host.rollback();
                } else {
                    host.commit();
                    charged += credits + 1;
                }
            }
        }
        return charged;
    }

    private long ownTransactions(int caller) {
        Random random = new Random(caller);
        long charged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            BillingService node = nodes.get(random.nextInt(nodes.size()));
            charged += node.deductCredits(TENANT, random.nextInt(3)).charged();
        }
        return charged;
    }

    private Connection begin() throws SQLException {
        Connection host = dataSource.getConnection();
        host.setAutoCommit(false);
        return host;
    }

    private void assertCredits(long spendable, long held) {
        assertThat(nodes.get(1).getCreditBalance(TENANT).spendable()).isEqualTo(spendable);
        assertThat(nodes.get(1).getCreditBalance(TENANT).held()).isEqualTo(held);
    }

    private List<LedgerEntry> ledger() {
        return nodes.get(1).ledger().page(TENANT, 0, 100).entries();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String query) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
