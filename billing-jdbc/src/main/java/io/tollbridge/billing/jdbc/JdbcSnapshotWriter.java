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
 * everybody in the statement, it is repeated with a search for the keys, and the next ones search beforehand. A key for
 * which no ledger row is written is always searched for.
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
        boolean searchAll = searches.get() > 0 && searches.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        SnapshotRows rows = new SnapshotRows(changes, searchAll);
        return rows.of(Part.ACCOUNTS).isEmpty()
                ? Set.of()
                : own.runAlone(connection -> write(connection, changes, rows, searchAll));
    }

    private Set<String> write(Connection connection, List<Change> changes, SnapshotRows rows, boolean searchAll)
            throws SQLException {
        try {
            return execute(connection, rows);
        } catch (SQLException failure) {
            if (searchAll || !errors.isDuplicate(failure)) {
                throw failure;
            }
            searches.set(SEARCHES);
            return execute(connection, new SnapshotRows(changes, true));
        }
    }

    private Set<String> execute(Connection connection, SnapshotRows rows) throws SQLException {
        Shape shape = Shape.of(rows);
        SnapshotStatement text = statements.of(shape);
        try (PreparedStatement statement = connection.prepareStatement(text.sql())) {
            text.bind(rows, shape, connection, statement);
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
