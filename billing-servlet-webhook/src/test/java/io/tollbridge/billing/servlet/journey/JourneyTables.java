// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The library's tables of a database that journeys share. */
public final class JourneyTables {
    private JourneyTables() {}

    /** Deletes every row; what used them before is of no use any more. */
    public static void empty(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables(connection)) {
                statement.execute("DELETE FROM " + table);
            }
        } catch (SQLException error) {
            throw new IllegalStateException("the tables could not be emptied", error);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = connection
                .getMetaData()
                .getTables(
                        connection.getCatalog(), connection.getSchema(), null, new String[] {"TABLE", "BASE TABLE"})) {
            while (rows.next()) {
                String table = rows.getString("TABLE_NAME");
                if (!table.equalsIgnoreCase("billing_schema_history")) {
                    tables.add('"' + table + '"');
                }
            }
        }
        return tables;
    }
}
