// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tollbridge.billing.jdbc.JdbcBillingStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** The servers of this JVM and the places that test classes share. */
final class TestServers {
    private static final Map<TestDatabase, Optional<TestServer>> SERVERS = new ConcurrentHashMap<>();
    private static final Map<Use, DataSource> SHARED = new ConcurrentHashMap<>();

    private TestServers() {}

    private record Use(TestDatabase database, Class<?> test) {}

    /** The server, started now if it was not; skips the test when it cannot run here. */
    static TestServer of(TestDatabase database) {
        Optional<TestServer> server = SERVERS.computeIfAbsent(database, TestServers::start);
        assumeTrue(server.isPresent(), () -> database + " cannot run on this machine");
        return server.orElseThrow();
    }

    static DataSource shared(TestDatabase database, Class<?> test) {
        return SHARED.computeIfAbsent(new Use(database, test), use -> {
            DataSource dataSource = database.freshDataSource();
            JdbcBillingStore.create(dataSource).close();
            return dataSource;
        });
    }

    private static Optional<TestServer> start(TestDatabase database) {
        return switch (database) {
            case H2 -> Optional.of(new H2Server());
            case POSTGRESQL -> Optional.of(PostgreSqlServer.start());
        };
    }
}
