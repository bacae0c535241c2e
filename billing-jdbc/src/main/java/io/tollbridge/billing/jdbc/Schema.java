// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.BillingConfigurationException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/** Brings the tables up to date, or looks whether they are. */
final class Schema {
    private static final String HISTORY = "billing_schema_history";
    private static final String BEFORE_ALL = "0";
    private static final int ATTEMPTS = 5;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final DataSource dataSource;
    private final Database database;
    private final SqlText sql;

    Schema(DataSource dataSource, Database database, SqlText sql) {
        this.dataSource = dataSource;
        this.database = database;
        this.sql = sql;
    }

    /** Creates what is missing. Of several nodes at once, one migrates and the others wait. */
    void migrate() {
        try {
            migrateOnce(flyway());
        } catch (FlywayException | SQLException error) {
            throw new BillingConfigurationException(
                    "the billing tables could not be migrated; let this user create tables, or apply the script of "
                            + "JdbcBillingStore.schemaSql with your own tool and build the store with "
                            + "SchemaMode.VALIDATE",
                    withoutAddress(error));
        }
    }

    /**
     * Flyway's own lock makes nodes migrate one after the other, but not look whether the schema has a history yet: of
     * two that find none, one fails. It only has to look again.
     */
    private static void migrateOnce(Flyway flyway) {
        for (int attempt = 1; ; attempt++) {
            try {
                flyway.migrate();
                return;
            } catch (FlywayException failure) {
                if (attempt == ATTEMPTS || sqlException(failure) != null) {
                    throw failure;
                }
                LockSupport.parkNanos(PAUSE_NANOS * attempt);
            }
        }
    }

    /** Changes nothing. Fails when a table or a column is missing, or a migration was not applied. */
    void validate() {
        try (Connection connection = dataSource.getConnection()) {
            LayoutCheck.of(connection, Tables.layout(sql));
            MigrationInfo[] pending = pending();
            if (pending.length > 0) {
                throw new BillingConfigurationException("the billing tables lack "
                        + Arrays.stream(pending)
                                .map(migration -> migration.getVersion() + " " + migration.getDescription())
                                .collect(Collectors.joining(", "))
                        + "; build the store with SchemaMode.MIGRATE once");
            }
        } catch (FlywayException | SQLException error) {
            throw new BillingConfigurationException("the billing tables could not be checked", withoutAddress(error));
        }
    }

    /** Migrations that the history misses; none where the tables were made by another tool, which has no history. */
    private MigrationInfo[] pending() throws SQLException {
        var history = flyway().info();
        return history.current() == null ? new MigrationInfo[0] : history.pending();
    }

    private Flyway flyway() throws SQLException {
        FluentConfiguration configuration = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(MigrationConnections.of(dataSource))
                .locations(MigrationScripts.locations(database))
                .table(sql.names().prefix() + HISTORY)
                // why: the host's own tables are there already, and are none of our business
                .baselineOnMigrate(true)
                .baselineVersion(BEFORE_ALL)
                .placeholders(
                        MigrationScripts.placeholders(sql.dialect(), sql.names().prefix()));
        String schema = sql.names().schema();
        return (schema == null ? configuration : configuration.schemas(asStored(schema))).load();
    }

    /** The name as the database keeps it: we write names without quotes, Flyway with them. */
    private String asStored(String name) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            DatabaseMetaData metaData = connection.getMetaData();
            return metaData.storesUpperCaseIdentifiers() ? name.toUpperCase(Locale.ROOT) : name;
        }
    }

    /** The driver's error, or Flyway's own where there is none, without the address of the database. */
    static Throwable withoutAddress(Throwable error) {
        SQLException sql = sqlException(error);
        if (sql != null) {
            return sql;
        }
        FlywayException silent =
                new FlywayException(String.valueOf(error.getMessage()).replaceAll("jdbc:\\S*", "the data source")
                        + " (PostgreSQL needs org.flywaydb:flyway-database-postgresql on the class path, MySQL and "
                        + "MariaDB need org.flywaydb:flyway-mysql)");
        silent.setStackTrace(error.getStackTrace());
        return silent;
    }

    private static @Nullable SQLException sqlException(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
