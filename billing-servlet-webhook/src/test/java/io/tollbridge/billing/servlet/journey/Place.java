// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where a journey happens: a database, and the words in which Stripe's account tells. */
enum Place {
    H2("h2", ApiRendering.DAHLIA_2026_07_29),
    H2_IN_OLD_WORDS("h2", ApiRendering.PRE_BASIL_2020_08_27),
    POSTGRESQL("postgresql", ApiRendering.DAHLIA_2026_07_29),
    POSTGRESQL_IN_OLD_WORDS("postgresql", ApiRendering.PRE_BASIL_2020_08_27);

    private static final Map<String, HikariDataSource> POOLS = new ConcurrentHashMap<>();

    private final String database;
    private final ApiRendering rendering;

    Place(String database, ApiRendering rendering) {
        this.database = database;
        this.rendering = rendering;
    }

    ApiRendering rendering() {
        return rendering;
    }

    /** A store on tables without any row; the one before is of no use any more. Skips the test where it cannot run. */
    BillingStore emptyStore() {
        HikariDataSource pool = POOLS.computeIfAbsent(database, Place::open);
        JourneyTables.empty(pool);
        return storeAsItIs();
    }

    /** Another store on the tables as they are, for another node. */
    BillingStore storeAsItIs() {
        HikariDataSource pool = POOLS.computeIfAbsent(database, Place::open);
        return JdbcBillingStore.builder(pool).schemaMode(SchemaMode.NONE).build();
    }

    /** A connection of the host's own. */
    Connection connection() throws SQLException {
        return POOLS.computeIfAbsent(database, Place::open).getConnection();
    }

    private static HikariDataSource open(String database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.equals("h2") ? "jdbc:h2:mem:journeys;DB_CLOSE_DELAY=-1" : JourneyPostgres.url());
        config.setMaximumPoolSize(24);
        config.setMinimumIdle(0);
        config.setIdleTimeout(10_000);
        HikariDataSource pool = new HikariDataSource(config);
        JdbcBillingStore.create(pool).close();
        return pool;
    }
}
