// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.BillingStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions of our own, on connections of the host's data source, which go back as they came: auto-commit on or off,
 * isolation as it was. Thread-safe.
 */
final class OwnTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(OwnTransactions.class);

    private final DataSource dataSource;
    private final Handles handles;
    private final Isolation isolation;
    private final SqlFailures failures;

    OwnTransactions(DataSource dataSource, Handles handles, Isolation isolation, SqlFailures failures) {
        this.dataSource = dataSource;
        this.handles = handles;
        this.isolation = isolation;
        this.failures = failures;
    }

    /**
     * Runs the work in a transaction: commits when it returns, rolls back when it throws.
     *
     * @throws BillingStoreException as {@link io.tollbridge.billing.spi.BillingStore} says
     */
    <T> T run(Isolation.Level level, Function<Handle, T> work) {
        Connection connection;
        try {
            connection = dataSource.getConnection();
        } catch (SQLException error) {
            throw failures.connecting(error);
        }
        try {
            Settings settings = begin(connection, level);
            boolean ended = false;
            try {
                T result = run(connection, work);
                commit(connection, level);
                ended = true;
                return result;
            } finally {
                end(connection, settings, ended);
            }
        } finally {
            close(connection);
        }
    }

    /**
     * Runs work that is one statement and commits by itself.
     *
     * @throws BillingStoreException nothing is written, except with {@code OUTCOME_UNKNOWN}
     */
    <T> T runAlone(Statement<T> work) {
        Connection connection;
        try {
            connection = dataSource.getConnection();
        } catch (SQLException error) {
            throw failures.connecting(error);
        }
        boolean autoCommit = true;
        try {
            autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            return work.run(connection);
        } catch (SQLException error) {
            throw failures.committing(error);
        } finally {
            if (!autoCommit) {
                restore(connection);
            }
            close(connection);
        }
    }

    /** One statement. */
    interface Statement<T> {
        T run(Connection connection) throws SQLException;
    }

    private static void restore(Connection connection) {
        try {
            connection.setAutoCommit(false);
        } catch (SQLException error) {
            LOG.debug("a connection could not be put back as it was, SQLState {}", error.getSQLState());
        }
    }

    private record Settings(boolean autoCommit, Isolation.Restore isolation) {}

    private Settings begin(Connection connection, Isolation.Level level) {
        boolean autoCommit = false;
        try {
            autoCommit = connection.getAutoCommit();
            if (autoCommit) {
                connection.setAutoCommit(false);
            } else {
                // why: a pool's own check of the connection may have begun a transaction in another isolation
                connection.rollback();
            }
            return new Settings(autoCommit, isolation.begin(connection, level));
        } catch (SQLException error) {
            end(connection, new Settings(autoCommit, unchanged -> {}), false);
            throw failures.working("beginning a transaction", error);
        }
    }

    private <T> T run(Connection connection, Function<Handle, T> work) {
        try (Handle handle = handles.on(connection)) {
            return work.apply(handle);
        }
    }

    private void commit(Connection connection, Isolation.Level level) {
        try {
            connection.commit();
        } catch (SQLException error) {
            throw level == Isolation.Level.SNAPSHOT
                    ? failures.working("ending a reading transaction", error)
                    : failures.committing(error);
        }
    }

    /** Leaves the connection as it was. What fails here is no failure of the work: it is committed, or rolled back. */
    private static void end(Connection connection, Settings settings, boolean ended) {
        try {
            if (!ended) {
                connection.rollback();
            }
            settings.isolation().restore(connection);
            if (settings.autoCommit()) {
                connection.setAutoCommit(true);
            }
        } catch (SQLException error) {
            LOG.debug("a connection could not be put back as it was, SQLState {}", error.getSQLState());
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException error) {
            LOG.debug("a connection could not be closed, SQLState {}", error.getSQLState());
        }
    }
}
