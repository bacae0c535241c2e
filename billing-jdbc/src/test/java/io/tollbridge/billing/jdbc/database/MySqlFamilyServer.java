// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** A running MySQL or MariaDB. Each schema is a database. */
final class MySqlFamilyServer implements TestServer {
    private final String address;
    private final String parameters;

    /** A server that takes connections at this address. */
    MySqlFamilyServer(String address, String parameters) {
        this.address = address;
        this.parameters = parameters;
    }

    /** Options that both have: small, fast, and for this machine only. */
    static List<String> options(int port) {
        return List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=server.sock",
                "--user=" + System.getProperty("user.name"),
                "--max-connections=300",
                "--innodb-buffer-pool-size=64M",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-doublewrite=0",
                "--skip-log-bin");
    }

    static List<String> command(String executable, String first, Stream<String> others) {
        return Stream.concat(Stream.of(executable, first), others).toList();
    }

    @Override
    public HikariConfig emptySchema(String name) {
        try (Connection connection = DriverManager.getConnection(address + parameters);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException error) {
            throw new IllegalStateException("no database could be created", error);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(address + name + parameters);
        return config;
    }
}
