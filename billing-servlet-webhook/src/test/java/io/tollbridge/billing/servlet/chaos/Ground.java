// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.servlet.journey.JourneyPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** The database below an installation. Each has one user at a time. */
enum Ground {
    H2,
    POSTGRESQL;

    private static final Map<Ground, HikariDataSource> POOLS = new ConcurrentHashMap<>();

    /** Migrated tables without any row. Skips the test where the database cannot run. */
    DataSource empty() {
        HikariDataSource pool = POOLS.computeIfAbsent(this, Ground::open);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables(connection)) {
                statement.execute("DELETE FROM " + table);
            }
        } catch (SQLException error) {
            throw new IllegalStateException("the tables could not be emptied", error);
        }
        return pool;
    }

    private static HikariDataSource open(Ground ground) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(ground == H2 ? "jdbc:h2:mem:chaos;DB_CLOSE_DELAY=-1" : postgres());
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(0);
        config.setIdleTimeout(10_000);
        HikariDataSource pool = new HikariDataSource(config);
        JdbcBillingStore.create(pool).close();
        return pool;
    }

    /** A database of its own beside that of the other journeys. */
    private static String postgres() {
        String url = JourneyPostgres.url();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE chaos");
        } catch (SQLException error) {
            throw new IllegalStateException("the database of the chaos journeys could not be made", error);
        }
        return url.replace("/postgres?", "/chaos?");
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
