// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import com.zaxxer.hikari.HikariConfig;
import io.tollbridge.billing.jdbc.Database;
import io.tollbridge.billing.spi.BillingStore;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The databases that stores are tested on. Each is started when it is first used. One that cannot run on this machine
 * skips the test that asks for it, visibly.
 *
 * <p>Thread-safe.
 */
public enum TestDatabase {
    /** In memory. */
    H2(Database.H2),
    /** The newest major, embedded, on a free port of this machine. */
    POSTGRESQL(Database.POSTGRESQL),
    /** The oldest major that is supported, embedded, on Linux. */
    OLDEST_POSTGRESQL(Database.POSTGRESQL),
    /** Embedded, on Linux. */
    MARIADB(Database.MARIADB),
    /** Embedded, on Linux with libaio. */
    MYSQL(Database.MYSQL);

    private final Database database;

    TestDatabase(Database database) {
        this.database = database;
    }

    /** What the library calls it. */
    public Database database() {
        return database;
    }

    /** A statement that makes a session wait for locks a moment only. */
    public String impatience() {
        return switch (this) {
            case H2 -> "SET LOCK_TIMEOUT 200";
            case POSTGRESQL, OLDEST_POSTGRESQL -> "SET lock_timeout = '200ms'";
            case MARIADB, MYSQL -> "SET SESSION innodb_lock_wait_timeout = 1";
        };
    }

    /** A statement that puts a session into a time zone that is neither UTC nor that of this JVM. */
    public String inKathmandu() {
        return switch (this) {
            case H2, POSTGRESQL, OLDEST_POSTGRESQL -> "SET TIME ZONE 'Asia/Kathmandu'";
            case MARIADB, MYSQL -> "SET time_zone = '+05:45'";
        };
    }

    /** What a driver can be told that changes how it batches and counts. */
    public Map<String, String> unusualDriverSettings() {
        return switch (this) {
            case H2 -> Map.of();
            case POSTGRESQL, OLDEST_POSTGRESQL -> Map.of("reWriteBatchedInserts", "true", "prepareThreshold", "0");
            case MARIADB -> Map.of("useBulkStmts", "true", "useAffectedRows", "true");
            case MYSQL ->
                Map.of("rewriteBatchedStatements", "true", "useAffectedRows", "true", "useServerPrepStmts", "true");
        };
    }

    /** A query for the number of the session that asks. */
    public String sessionNumber() {
        return switch (this) {
            case H2 -> "SELECT SESSION_ID()";
            case POSTGRESQL, OLDEST_POSTGRESQL -> "SELECT pg_backend_pid()";
            case MARIADB, MYSQL -> "SELECT CONNECTION_ID()";
        };
    }

    /** A statement that ends another session. */
    public String endSession(long number) {
        return switch (this) {
            case H2 -> "SHUTDOWN IMMEDIATELY"; // a session has no end of its own here
            case POSTGRESQL, OLDEST_POSTGRESQL -> "SELECT pg_terminate_backend(" + number + ")";
            case MARIADB, MYSQL -> "KILL CONNECTION " + number;
        };
    }

    /** A pool on a fresh schema without any table. */
    public DataSource freshDataSource() {
        return freshDataSource(config -> {});
    }

    /** A pool on a fresh schema without any table, with settings of the test's choice. */
    public DataSource freshDataSource(Consumer<HikariConfig> settings) {
        return TestServers.fresh(this, settings);
    }

    /** A store without any row. Only the last four of this database are left alone by each other. */
    public BillingStore newStore() {
        return newNodes(1).get(0);
    }

    /** So many stores over the same tables, without any row. */
    public List<BillingStore> newNodes(int count) {
        return TestServers.places(this).stores(count);
    }

    /** A pool on tables without any row. Only the last four of this database are left alone by each other. */
    public DataSource migratedPlace() {
        return TestServers.places(this).next();
    }

    /** The one pool of a test class on this database, migrated. Its tests share the tables. */
    public DataSource sharedBy(Class<?> test) {
        return TestServers.shared(this, test);
    }
}
