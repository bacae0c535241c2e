// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;

/** What a database says about its tables. */
final class Catalogue {
    private Catalogue() {}

    /** The columns of each table in the connections' own schema; all names in lower case. */
    static Map<String, Set<String>> columns(DataSource dataSource) throws SQLException {
        Map<String, Set<String>> columns = new TreeMap<>();
        try (Connection connection = dataSource.getConnection();
                ResultSet rows = connection
                        .getMetaData()
                        .getColumns(connection.getCatalog(), connection.getSchema(), "%", "%")) {
            while (rows.next()) {
                columns.computeIfAbsent(lower(rows, "TABLE_NAME"), table -> new TreeSet<>())
                        .add(lower(rows, "COLUMN_NAME"));
            }
        }
        return columns;
    }

    private static String lower(ResultSet rows, String column) throws SQLException {
        return rows.getString(column).toLowerCase(Locale.ROOT);
    }
}
