// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts the MySQL of our test dependencies. It needs libaio, which not every Linux has. */
final class MySqlServer {
    private static final String BINARIES = "mysql-Linux-amd64.tar.gz";
    /** What a shell and the loader say of a program whose libraries are missing. */
    private static final int NOT_LOADABLE = 127;

    private MySqlServer() {}

    static Optional<TestServer> start() {
        if (!ServerProcess.isLinuxOnAmd64()) {
            return Optional.empty();
        }
        Path target = Path.of("target", "embedded-mysql").toAbsolutePath();
        String home = Unpacked.archive(BINARIES, target.resolve("8.0.31")).toString();
        String data = target.resolve("data-" + ProcessHandle.current().pid()).toString();
        Path log = Path.of(data + ".log");
        List<String> places = List.of(
                "--basedir=" + home, "--datadir=" + data, "--lc-messages-dir=" + home + "/share", "--mysqlx=OFF");
        int installed = ServerProcess.run(
                log,
                MySqlFamilyServer.command(
                        home + "/bin/mysqld",
                        "--no-defaults",
                        Stream.concat(
                                Stream.of("--initialize-insecure", "--user=" + System.getProperty("user.name")),
                                places.stream())));
        if (installed == NOT_LOADABLE) {
            return Optional.empty();
        }
        if (installed != 0) {
            throw new IllegalStateException("MySQL could not be initialised; see " + log);
        }
        int port = ServerProcess.freePort();
        String address = "jdbc:mysql://127.0.0.1:" + port + "/";
        String parameters = "?user=root&sslMode=DISABLED&allowPublicKeyRetrieval=true";
        ServerProcess.start(
                        log,
                        MySqlFamilyServer.command(
                                home + "/bin/mysqld",
                                "--no-defaults",
                                Stream.concat(
                                        MySqlFamilyServer.options(port).stream(),
                                        Stream.concat(places.stream(), Stream.of("--performance-schema=OFF")))))
                .awaitConnections(address + parameters);
        return Optional.of(new MySqlFamilyServer(address, parameters));
    }
}
