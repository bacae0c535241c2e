// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A database server as a child process, killed when this JVM ends; its data is of no use afterwards. */
final class ServerProcess {
    /** So long a server may take to start or stop, on a machine that has much else to do. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int PORTS_TRIED = 100;

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "stop-" + log.getFileName()));
    }

    /** True on the one platform that the servers' binaries in our test dependencies are for. */
    static boolean isLinuxOnAmd64() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
                && List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    }

    /**
     * A port that is free, and outside the range of those that the system hands out: nobody is given it before the server
     * that it is for has started, nor while that one is stopped.
     */
    static int freePort() {
        IOException last = null;
        for (int i = 0; i < PORTS_TRIED; i++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new IllegalStateException("no port is free", last);
    }

    static ServerProcess start(Path log, List<String> command) {
        try {
            return new ServerProcess(begin(log, command), log);
        } catch (IOException error) {
            throw new UncheckedIOException(command.get(0) + " did not start", error);
        }
    }

    /** Runs a command to its end and returns its exit status. */
    static int run(Path log, List<String> command) {
        try {
            Process process = begin(log, command);
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new IllegalStateException(command.get(0) + " takes too long; see " + log);
        } catch (IOException error) {
            throw new UncheckedIOException(command.get(0) + " did not start", error);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private static Process begin(Path log, List<String> command) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // why of its own: a MariaDB server that starts deletes the temporary tables of the others in a shared folder
        Path temporary = Files.createDirectories(Path.of(log.toAbsolutePath() + ".tmp"));
        builder.environment().put("TMPDIR", temporary.toString());
        return builder.start();
    }

    /** Waits until the server takes connections. */
    void awaitConnections(String url) {
        SQLException last = null;
        try {
            for (int i = 0; i < PATIENCE.toSeconds() * 10; i++) {
                try (Connection connection = DriverManager.getConnection(url)) {
                    if (connection.isValid(1)) {
                        return;
                    }
                } catch (SQLException error) {
                    last = error;
                }
                if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("interrupted", interrupted);
        }
        throw new IllegalStateException("the server takes no connections; see " + log, last);
    }
}
