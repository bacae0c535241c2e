// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.BillingConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks whether tables have the columns that the statements speak of. */
final class LayoutCheck {
    private LayoutCheck() {}

    /**
     * Selects nothing from each table.
     *
     * @throws BillingConfigurationException that names every table of which something is missing
     */
    static void of(Connection connection, List<Upserts.Row> tables) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        List<String> missing = new ArrayList<>();
        SQLException last = null;
        for (Upserts.Row table : tables) {
            try (Statement statement = connection.createStatement()) {
                statement
                        .executeQuery("SELECT " + String.join(", ", table.columns()) + " FROM " + table.table()
                                + " WHERE 1 = 0")
                        .close();
            } catch (SQLException error) {
                last = error;
                missing.add(table.table() + " (SQLState " + error.getSQLState() + ")");
            }
            if (!autoCommit) {
                // a failed statement spoils the transaction, and one that only looked needs none
                connection.rollback();
            }
        }
        if (!missing.isEmpty()) {
            throw new BillingConfigurationException(
                    "these billing tables are missing, lack columns or are out of reach: " + String.join(", ", missing)
                            + "; build the store with SchemaMode.MIGRATE, or apply the script of "
                            + "JdbcBillingStore.schemaSql with your own tool",
                    last);
        }
    }
}
