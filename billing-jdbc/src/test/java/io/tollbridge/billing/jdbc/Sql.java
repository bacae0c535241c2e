// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Plain SQL beside the store. */
final class Sql {
    private Sql() {}

    static void execute(DataSource dataSource, String... statements) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException error) {
            throw new IllegalStateException("the test's own statement failed", error);
        }
    }

    static boolean missing(DataSource dataSource, String table) {
        try {
            return !Catalogue.columns(dataSource).containsKey(table);
        } catch (SQLException error) {
            throw new IllegalStateException("the tables could not be listed", error);
        }
    }

    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    static long number(DataSource dataSource, String query) {
        try (Connection connection = dataSource.getConnection()) {
            return number(connection, query);
        } catch (SQLException error) {
            throw new IllegalStateException("the test's own query failed", error);
        }
    }
}
