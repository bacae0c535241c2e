// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters of a snapshot statement, in order, with their SQL types. For one thread. */
final class SnapshotParameters {
    private static final String ARRAY = "[]";

    private final List<String> types = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();

    /** Adds a value of a type; of an array's type, such as {@code int8[]}, an array of objects. */
    void add(String type, @Nullable Object value) {
        types.add(type);
        values.add(value);
    }

    /** Adds one column of the rows as an array. */
    void addColumn(String type, List<@Nullable Object[]> rows, int column) {
        @Nullable Object[] all = empty(type, rows.size());
        for (int row = 0; row < all.length; row++) {
            all[row] = rows.get(row)[column];
        }
        add(type + ARRAY, all);
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

    /** Gives all of them to the statement. */
    void bindTo(Connection connection, PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            bind(connection, statement, i + 1, types.get(i), values.get(i));
        }
    }

    /** Gives one value to the statement. */
    static void bind(
            Connection connection, PreparedStatement statement, int position, String type, @Nullable Object value)
            throws SQLException {
        if (value instanceof Long number) {
            statement.setLong(position, number);
        } else if (value instanceof Integer number) {
            statement.setInt(position, number);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(position, bytes);
        } else if (value instanceof Boolean truth) {
            statement.setBoolean(position, truth);
        } else if (value instanceof String text) {
            statement.setString(position, text);
        } else if (value instanceof Object[] array) {
            String element = type.substring(0, type.length() - ARRAY.length());
            statement.setArray(position, connection.createArrayOf(element, array));
        } else {
            statement.setNull(position, type.equals("int8") ? Types.BIGINT : Types.VARCHAR);
        }
    }
}
