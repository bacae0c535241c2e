// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.jdbc.SnapshotColumns.Part;
import io.tollbridge.billing.jdbc.SnapshotStatements.Shape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a snapshot statement, and what its parameters are. Immutable and thread-safe.
 *
 * @param sql the text
 * @param values of which value of which row each parameter is made, in order; none when the rows come in arrays
 */
record SnapshotStatement(String sql, List<Value> values) {
    private static final Pattern MARK = Pattern.compile("<(\\w+) (\\d+) (\\d+)>");

    /**
     * One value.
     *
     * @param part whose rows
     * @param row which of them, from 0
     * @param column which of the row's values, from 0
     */
    record Value(Part part, int row, int column) {}

    /** What stands in a text for a value until it is made a parameter. */
    static String mark(Part part, int row, int column) {
        return "<" + part.name() + " " + row + " " + column + ">";
    }

    static SnapshotStatement ofArrays(String text) {
        return new SnapshotStatement(text, List.of());
    }

    /** Makes a parameter of each mark. */
    static SnapshotStatement ofValues(String marked) {
        List<Value> values = new ArrayList<>();
        String sql = MARK.matcher(marked).replaceAll(mark -> {
            Value value = new Value(
                    Part.valueOf(mark.group(1)), Integer.parseInt(mark.group(2)), Integer.parseInt(mark.group(3)));
            values.add(value);
            return Matcher.quoteReplacement("?::" + value.part().type(value.column()));
        });
        return new SnapshotStatement(sql, List.copyOf(values));
    }

    /** Gives the rows, of the shape that it was made for, to the prepared statement. */
    void bind(SnapshotRows rows, Shape shape, Connection connection, PreparedStatement statement) throws SQLException {
        if (values.isEmpty()) {
            rows.arrays(shape).bindTo(connection, statement);
            return;
        }
        for (int i = 0; i < values.size(); i++) {
            Value value = values.get(i);
            @Nullable Object bound = rows.of(value.part()).get(value.row())[value.column()];
            SnapshotParameters.bind(connection, statement, i + 1, value.part().type(value.column()), bound);
        }
    }
}
