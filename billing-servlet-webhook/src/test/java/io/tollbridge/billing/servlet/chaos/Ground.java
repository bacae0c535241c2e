// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.servlet.journey.JourneyPostgres;
import io.tollbridge.billing.servlet.journey.JourneyTables;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** The database below an installation. Each has one user at a time. */
enum Ground {
    H2,
    POSTGRESQL;

    private static final Map<String, HikariDataSource> POOLS = new ConcurrentHashMap<>();

    /**
     * Migrated tables without any row. Skips the test where the database cannot run.
     *
     * @param lane each has a database of its own, so that several journeys may go on at once
     */
    DataSource empty(int lane) {
        HikariDataSource pool = POOLS.computeIfAbsent(name() + lane, name -> open(lane));
        JourneyTables.empty(pool);
        return pool;
    }

    private HikariDataSource open(int lane) {
        String name = "chaos" + lane;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(this == H2 ? "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1" : postgres(name));
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(0);
        config.setIdleTimeout(10_000);
        HikariDataSource pool = new HikariDataSource(config);
        JdbcBillingStore.create(pool).close();
        return pool;
    }

    /** A database of its own beside that of the other journeys. */
    private static String postgres(String name) {
        String url = JourneyPostgres.url();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException error) {
            throw new IllegalStateException("the database of the chaos journeys could not be made", error);
        }
        return url.replace("/postgres?", "/" + name + "?");
    }
}
