// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.harness;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/**
 * A PostgreSQL server of our own, durable at commit. Each contender gets a schema and a pool of its own.
 *
 * <p>What differs from PostgreSQL's defaults is the memory of a small server, and a limit of WAL so high that
 * checkpoints come by time alone, every five minutes.
 */
public final class DatabaseServer implements AutoCloseable {
    /** Connections of each contender: the size at which the peers were fastest. */
    public static final int POOL_SIZE = 16;

    // why fsync and synchronous_commit: the embedded server starts with both off
    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "shared_buffers", "1GB",
            "max_wal_size", "8GB",
            "max_connections", "120");

    private final EmbeddedPostgres postgres;
    private final long postmaster;

    private DatabaseServer(EmbeddedPostgres postgres) throws SQLException {
        this.postgres = postgres;
        requireOn("fsync");
        requireOn("synchronous_commit");
        // why from its file: the process of a connection may be gone before its parent is looked up
        postmaster = number("SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)");
    }

    /** Starts a server with an empty database under {@code directory}, which is created when it is missing. */
    public static DatabaseServer start(Path directory) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(directory.toFile())
                .setPGStartupWait(Duration.ofMinutes(2));
        SETTINGS.forEach(builder::setServerConfig);
        try {
            return new DatabaseServer(builder.start());
        } catch (IOException error) {
            throw new UncheckedIOException("PostgreSQL did not start", error);
        } catch (SQLException error) {
            throw new IllegalStateException("PostgreSQL did not answer", error);
        }
    }

    private void requireOn(String setting) throws SQLException {
        String value = text("SHOW " + setting);
        if (!value.equals("on")) {
            throw new IllegalStateException(setting + " is " + value + "; nothing measured here would be durable");
        }
    }

    /** A pool on a new, empty schema of that name, its round trips counted under that name. */
    public HikariDataSource pool(String schema) {
        execute("CREATE SCHEMA " + schema);
        HikariConfig config = config(schema);
        config.addDataSourceProperty("socketFactory", CountingSockets.class.getName());
        config.addDataSourceProperty("socketFactoryArg", schema);
        config.setMaximumPoolSize(POOL_SIZE);
        return new HikariDataSource(config);
    }

    /** A pool on a schema that is there, for writing a lot before anything is measured. */
    public HikariDataSource loader(String schema) {
        HikariConfig config = config(schema);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }

    private HikariConfig config(String schema) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
        config.addDataSourceProperty("currentSchema", schema);
        config.setPoolName(schema);
        return config;
    }

    /** Runs one statement that gives no rows. */
    public void execute(String sql) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException error) {
            throw new IllegalStateException("failed: " + sql, error);
        }
    }

    /** Makes what was written part of the tables' files, so that what follows starts from the same state. */
    public void checkpoint() {
        execute("CHECKPOINT");
    }

    /** Bytes of WAL that were written since the server was made. */
    public long walBytes() {
        return number("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");
    }

    /** What the server is, for a reader. */
    public String version() {
        return text("SHOW server_version");
    }

    /** Reads the CPU time of all of the server's processes. */
    public ServerCpu cpu() {
        return new ServerCpu(postmaster);
    }

    private long number(String sql) {
        return Long.parseLong(text(sql));
    }

    private String text(String sql) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException error) {
            throw new IllegalStateException("failed: " + sql, error);
        }
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException error) {
            throw new UncheckedIOException("PostgreSQL did not stop", error);
        }
    }
}
