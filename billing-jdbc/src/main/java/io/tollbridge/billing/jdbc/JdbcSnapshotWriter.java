// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.jdbc.SnapshotStatements.Part;
import io.tollbridge.billing.jdbc.SnapshotStatements.Shape;
import io.tollbridge.billing.spi.SnapshotWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes deductions with one statement in auto-commit mode: one round trip, one commit. Thread-safe. */
final class JdbcSnapshotWriter implements SnapshotWriter {
    private final OwnTransactions own;
    private final SnapshotStatements statements;

    JdbcSnapshotWriter(OwnTransactions own, SqlText sql) {
        this.own = own;
        statements = new SnapshotStatements(sql);
    }

    @Override
    public Set<String> write(List<Change> changes) {
        SnapshotRows rows = new SnapshotRows(changes);
        if (rows.of(Part.ACCOUNTS).isEmpty()) {
            return Set.of();
        }
        Shape shape = Shape.of(rows);
        String sql = statements.text(shape);
        return own.runAlone(connection -> execute(connection, sql, shape, rows));
    }

    private static Set<String> execute(Connection connection, String sql, Shape shape, SnapshotRows rows)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = 1;
            for (Part part : shape.rows().keySet()) {
                next = shape.inArrays()
                        ? bindArrays(connection, statement, next, part, rows.of(part))
                        : bindRows(statement, next, part, rows.of(part));
            }
            Set<String> written = new HashSet<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    written.add(result.getString(1));
                }
            }
            return written;
        }
    }

    private static int bindArrays(
            Connection connection, PreparedStatement statement, int from, Part part, List<@Nullable Object[]> rows)
            throws SQLException {
        int next = from;
        for (int column = 0; column < part.types().size(); column++) {
            String type = part.types().get(column);
            @Nullable Object[] values = empty(type, rows.size());
            for (int row = 0; row < values.length; row++) {
                values[row] = rows.get(row)[column];
            }
            statement.setArray(next++, connection.createArrayOf(type, values));
        }
        return next;
    }

    private static @Nullable Object[] empty(String type, int length) {
        return switch (type) {
            case "int4" -> new Integer[length];
            case "int8" -> new Long[length];
            case "bool" -> new Boolean[length];
            case "bytea" -> new byte[length][];
            default -> new String[length];
        };
    }

    private static int bindRows(PreparedStatement statement, int from, Part part, List<@Nullable Object[]> rows)
            throws SQLException {
        int next = from;
        for (@Nullable Object[] row : rows) {
            for (int column = 0; column < row.length; column++) {
                bind(statement, next++, part.types().get(column), row[column]);
            }
        }
        return next;
    }

    private static void bind(PreparedStatement statement, int position, String type, @Nullable Object value)
            throws SQLException {
        if (value instanceof Long number) {
            statement.setLong(position, number);
        } else if (value instanceof Integer number) {
            statement.setInt(position, number);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(position, bytes);
        } else if (value instanceof Boolean truth) {
            statement.setBoolean(position, truth);
        } else if (value != null) {
            statement.setString(position, value.toString());
        } else {
            statement.setNull(position, type.equals("int8") ? Types.BIGINT : Types.VARCHAR);
        }
    }
}
