// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.jdbc.SnapshotColumns.Part;
import io.tollbridge.billing.jdbc.SnapshotStatements.Shape;
import io.tollbridge.billing.spi.SnapshotWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes deductions with one statement in auto-commit mode: one round trip, one commit. Thread-safe.
 *
 * <p>The unique index of the ledger finds a key that was used, and then nothing is written. Since that would harm
 * everybody in the statement, it is repeated with a search for the keys, and the next ones search beforehand. So does a
 * statement with a key for which no ledger row is written.
 */
final class JdbcSnapshotWriter implements SnapshotWriter {
    /** How many statements search for keys after one has met a key that was used. */
    private static final int SEARCHES = 64;

    private final OwnTransactions own;
    private final ErrorCodes errors;
    private final SnapshotStatements statements;
    private final AtomicInteger searches = new AtomicInteger();

    JdbcSnapshotWriter(OwnTransactions own, SqlText sql) {
        this.own = own;
        errors = sql.dialect().errors();
        statements = new SnapshotStatements(sql);
    }

    @Override
    public Set<String> write(List<Change> changes) {
        SnapshotRows rows = new SnapshotRows(changes);
        if (rows.of(Part.ACCOUNTS).isEmpty()) {
            return Set.of();
        }
        boolean search = searches.getAndUpdate(left -> Math.max(0, left - 1)) > 0 || rows.hasKeysWithoutEntry();
        return own.runAlone(connection -> write(connection, rows, search));
    }

    private Set<String> write(Connection connection, SnapshotRows rows, boolean search) throws SQLException {
        try {
            return execute(connection, Shape.of(rows, search), rows);
        } catch (SQLException failure) {
            if (search || !errors.isDuplicate(failure)) {
                throw failure;
            }
            searches.set(SEARCHES);
            return execute(connection, Shape.of(rows, true), rows);
        }
    }

    private Set<String> execute(Connection connection, Shape shape, SnapshotRows rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statements.text(shape))) {
            rows.parameters(shape).bindTo(connection, statement);
            Set<String> written = new HashSet<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    written.add(rows.tenantId(result.getInt(1)));
                }
            }
            return written;
        }
    }
}
