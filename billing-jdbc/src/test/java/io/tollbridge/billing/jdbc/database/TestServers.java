// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The servers of this JVM and the places that tests share. */
final class TestServers {
    private static final Map<TestDatabase, Start> SERVERS = new ConcurrentHashMap<>();
    private static final Map<TestDatabase, MigratedPlaces> PLACES = new ConcurrentHashMap<>();
    private static final Map<Use, DataSource> SHARED = new ConcurrentHashMap<>();
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private TestServers() {}

    private record Use(TestDatabase database, Class<?> test) {}

    static DataSource fresh(TestDatabase database, Consumer<HikariConfig> settings) {
        HikariConfig config = of(database).emptySchema("test" + SCHEMAS.incrementAndGet());
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        config.setIdleTimeout(10_000);
        settings.accept(config);
        return new HikariDataSource(config);
    }

    static DataSource shared(TestDatabase database, Class<?> test) {
        return SHARED.computeIfAbsent(new Use(database, test), use -> {
            DataSource dataSource = database.freshDataSource();
            JdbcBillingStore.create(dataSource).close();
            return dataSource;
        });
    }

    static MigratedPlaces places(TestDatabase database) {
        return PLACES.computeIfAbsent(database, MigratedPlaces::new);
    }

    /** What came of starting a server; it is tried once, so that a broken one does not hold up every test. */
    private record Start(
            Optional<TestServer> server, @Nullable RuntimeException failure) {}

    /** The server, started now if it was not; skips the test when it cannot run here. */
    private static TestServer of(TestDatabase database) {
        Start start = SERVERS.computeIfAbsent(database, TestServers::tryToStart);
        if (start.failure() != null) {
            throw new IllegalStateException(database + " did not start", start.failure());
        }
        assumeTrue(start.server().isPresent(), () -> database + " cannot run on this machine");
        return start.server().orElseThrow();
    }

    private static Start tryToStart(TestDatabase database) {
        try {
            return new Start(start(database), null);
        } catch (RuntimeException failure) {
            return new Start(Optional.empty(), failure);
        }
    }

    private static Optional<TestServer> start(TestDatabase database) {
        return switch (database) {
            case H2 -> Optional.of(new H2Server());
            case POSTGRESQL -> Optional.of(PostgreSqlServer.newest());
            case OLDEST_POSTGRESQL -> PostgreSqlServer.oldest();
            case MARIADB -> MariaDbServer.start();
            case MYSQL -> MySqlServer.start();
        };
    }
}
