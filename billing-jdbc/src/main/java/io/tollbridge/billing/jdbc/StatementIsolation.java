// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Statements that speak of one transaction only: there is nothing to put back, and they cost fewer round trips than
 * JDBC's getter and setters.
 *
 * @param write begins a transaction that writes
 * @param snapshot begins a transaction that reads
 */
record StatementIsolation(List<String> write, List<String> snapshot) implements Isolation {
    @Override
    public Restore begin(Connection connection, Level level) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : level == Level.WRITE ? write : snapshot) {
                statement.execute(sql);
            }
        }
        return unchanged -> {};
    }
}
