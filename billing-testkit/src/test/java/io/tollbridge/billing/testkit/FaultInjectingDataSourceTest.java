// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultInjectingDataSourceTest {
    private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:faults;DB_CLOSE_DELAY=-1", "sa", "");
    private final FaultInjectingDataSource dataSource = FaultInjectingDataSource.around(pool);

    @BeforeEach
    void table() throws SQLException {
        execute("create table done (n int primary key)");
    }

    @AfterEach
    void dropAll() throws SQLException {
        execute("drop all objects");
        pool.dispose();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int rows() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select count(*) from done")) {
            assertThat(result.next()).isTrue();
            return result.getInt(1);
        }
    }

    /** Two statements and a commit. */
    private void twoRows(int first) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("insert into done values (?)")) {
                insert.setInt(1, first);
                insert.executeUpdate();
                insert.setInt(1, first + 1);
                insert.addBatch();
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    private static void assertFails(String sqlState, ThrowingCallable call) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.getSQLState()).isEqualTo(sqlState));
    }

    @Test
    void isADataSourceLikeAnyOtherUntilItIsToldToFail() throws SQLException {
        twoRows(1);
        assertThat(rows()).isEqualTo(2);
        assertThat(dataSource.struck()).isZero();
        assertThat(dataSource.passed(ConnectionFault.CONNECT)).isEqualTo(1);
        assertThat(dataSource.passed(ConnectionFault.STATEMENT)).isEqualTo(2);
        assertThat(dataSource.passed(ConnectionFault.AFTER_COMMIT)).isEqualTo(1);
    }

    @Test
    void refusesAConnection() throws SQLException {
        dataSource.breakAt(ConnectionFault.CONNECT, 2);
        twoRows(1);
        assertFails("08001", () -> twoRows(3));
        twoRows(3);
        assertThat(rows()).isEqualTo(4);
    }

    @Test
    void diesAtAnyStatementAndTakesTheTransactionWithIt() throws SQLException {
        for (int nth = 1; nth <= 2; nth++) {
            dataSource.breakAt(ConnectionFault.STATEMENT, nth);
            assertFails("08006", () -> twoRows(1));
            assertThat(rows()).isZero();
        }
        twoRows(1);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void diesBeforeTheCommit() throws SQLException {
        dataSource.breakAt(ConnectionFault.BEFORE_COMMIT, 1);
        assertFails("08006", () -> twoRows(1));
        assertThat(rows()).isZero();
    }

    @Test
    void diesAfterTheCommit() throws SQLException {
        dataSource.breakAt(ConnectionFault.AFTER_COMMIT, 1);
        assertFails("08006", () -> twoRows(1));
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void refusesTheCommitAndLivesOn() throws SQLException {
        dataSource.breakAt(ConnectionFault.COMMIT_REFUSED, 1);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("insert into done values (1)");
                assertFails("40001", connection::commit);
                statement.execute("insert into done values (2)");
            }
            connection.commit();
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void aDeadConnectionCanOnlyBeClosed() throws SQLException {
        dataSource.breakAt(ConnectionFault.STATEMENT, 1);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(connection.isValid(1)).isTrue();
            assertThat(connection.isClosed()).isFalse();
            assertFails("08006", () -> statement.execute("insert into done values (1)"));
            assertThat(connection.isValid(1)).isFalse();
            assertThat(connection.isClosed()).isTrue();
            assertFails("08003", connection::rollback);
            assertFails("08003", connection::commit);
            assertFails("08003", connection::createStatement);
            assertFails("08003", () -> statement.execute("insert into done values (1)"));
        }
    }

    @Test
    void freesTheLocksOfAConnectionThatDied() throws SQLException {
        twoRows(1);
        dataSource.breakAt(ConnectionFault.BEFORE_COMMIT, 1);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("delete from done where n = 1");
            }
            assertFails("08006", connection::commit);
            execute("delete from done where n = 2");
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void letsNothingThroughAfterACrashUntilItIsHealed() throws SQLException {
        try (Connection open = dataSource.getConnection();
                Statement statement = open.createStatement()) {
            dataSource.crashAt(ConnectionFault.AFTER_COMMIT, 1);
            assertFails("08006", () -> twoRows(1));
            assertFails("08001", () -> twoRows(3));
            assertFails("08006", () -> statement.execute("insert into done values (9)"));
        }
        assertThat(rows()).isEqualTo(2);
        dataSource.heal();
        twoRows(3);
        assertThat(rows()).isEqualTo(4);
    }

    @Test
    void strikesAtRandomButTheSameForTheSameSeed() throws SQLException {
        dataSource.breakRandomly(7, 3, ConnectionFault.STATEMENT, ConnectionFault.BEFORE_COMMIT);
        int failed = 0;
        for (int i = 0; i < 30; i++) {
            try {
                twoRows(2 * i);
            } catch (SQLException expected) {
                failed++;
            }
        }
        assertThat(failed).isBetween(5, 28);
        assertThat(dataSource.struck()).isEqualTo(failed);
        assertThat(rows()).isEqualTo(2 * (30 - failed));
    }

    @Test
    void keepsStatementsOfEveryKindWithTheirConnection() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                CallableStatement call = connection.prepareCall("select 1");
                PreparedStatement prepared = connection.prepareStatement("select 1");
                Statement plain = connection.createStatement()) {
            assertThat(call.getConnection()).isSameAs(connection);
            assertThat(prepared.getConnection()).isSameAs(connection);
            assertThat(plain.getConnection()).isSameAs(connection);
            assertThat(Set.of(connection, plain)).contains(connection, plain).doesNotContain(prepared);
            assertThat(connection).asString().contains("fails on demand");
            assertFails("42000", () -> plain.execute("no sql"));
        }
    }

    @Test
    void showsTheDataSourceInside() throws SQLException {
        assertThat(dataSource.unwrap(FaultInjectingDataSource.class)).isSameAs(dataSource);
        assertThat(dataSource.isWrapperFor(FaultInjectingDataSource.class)).isTrue();
        assertThat(dataSource.isWrapperFor(String.class)).isFalse();
        dataSource.setLoginTimeout(3);
        assertThat(dataSource.getLoginTimeout()).isEqualTo(3);
        dataSource.setLogWriter(null);
        assertThat(dataSource.getLogWriter()).isNull();
        assertThat(dataSource.getParentLogger()).isNotNull();
    }
}
