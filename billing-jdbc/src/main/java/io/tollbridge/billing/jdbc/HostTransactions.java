// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Work inside the host's transaction, on the host's connection. What fails is undone to a savepoint; nothing is ever
 * committed, closed or set. Thread-safe, as far as the connections that it is given are not shared.
 */
final class HostTransactions {
    private final Handles handles;
    private final SqlFailures failures;

    HostTransactions(Handles handles, SqlFailures failures) {
        this.handles = handles;
        this.failures = failures;
    }

    <T> T run(Connection connection, Function<Handle, T> work) {
        Savepoint savepoint = begin(connection);
        try (Handle handle = handles.on(connection)) {
            T result = work.apply(handle);
            release(connection, savepoint);
            return result;
        } catch (RuntimeException | Error failure) {
            undo(connection, savepoint, failure);
            throw failure;
        }
    }

    private Savepoint begin(Connection connection) {
        try {
            if (connection.getAutoCommit()) {
                throw new InvalidArgumentException(
                        ErrorCode.ARGUMENT_INVALID,
                        "the connection is in auto-commit mode, so there is no transaction to join; "
                                + "call setAutoCommit(false) on it first");
            }
            return connection.setSavepoint();
        } catch (SQLException error) {
            throw failures.working("joining the host's transaction", error);
        }
    }

    private void release(Connection connection, Savepoint savepoint) {
        try {
            connection.releaseSavepoint(savepoint);
        } catch (SQLException error) {
            throw failures.working("releasing a savepoint in the host's transaction", error);
        }
    }

    private static void undo(Connection connection, Savepoint savepoint, Throwable failure) {
        try {
            connection.rollback(savepoint);
        } catch (SQLException error) {
            // why not thrown: the failure says more; the database has ended the whole transaction, as after a deadlock
            failure.addSuppressed(new SQLException(
                    "the savepoint could not be restored; roll the whole transaction back",
                    error.getSQLState(),
                    error.getErrorCode()));
        }
    }
}
