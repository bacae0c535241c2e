// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.NotificationOutbox;
import io.tollbridge.billing.spi.SnapshotWriter;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.WebhookInbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Accounts, ledger and webhooks in the host's own database: H2, PostgreSQL, MariaDB or MySQL, told apart by their
 * metadata.
 *
 * <p><b>Connections.</b> Each call takes one connection of the data source and gives it back, so a pool of two is
 * enough to work. Migrating takes two at a time. Connections go back as they came, auto-commit and isolation included.
 *
 * <p><b>Isolation.</b> Own transactions run at READ COMMITTED, whatever the pool's default, and rely on row locks;
 * {@link #read} sees one moment (REPEATABLE READ). A host's transaction may have any isolation; above READ COMMITTED it
 * may be told {@code STORE_CONTENTION} where it would otherwise have waited, and is then to be rolled back and
 * repeated as a whole.
 *
 * <p><b>H2</b> does not force commits to the disk: a power failure may lose the last ones.
 *
 * <p>Thread-safe. It has no threads and no connections of its own; closing it does nothing.
 */
public final class JdbcBillingStore implements BillingStore {
    private static final int PUBLISH_ATTEMPTS = 5;

    private final Schema schema;
    private final Tables tables;
    private final SqlFailures failures;
    private final OwnTransactions own;
    private final HostTransactions host;
    private final WebhookInbox inbox;
    private final NotificationOutbox outbox;
    private final boolean gainsFromGroupCommit;
    private final @Nullable SnapshotWriter snapshotWriter;

    private JdbcBillingStore(DataSource dataSource, SqlText sql, Schema schema, boolean skipLocked) {
        this.schema = schema;
        Handles handles = new Handles();
        tables = Tables.of(sql);
        failures = new SqlFailures(sql.dialect().errors());
        own = new OwnTransactions(dataSource, handles, sql.dialect().isolation(), failures);
        host = new HostTransactions(handles, failures);
        inbox = new JdbcWebhookInbox(
                own,
                failures,
                tables.webhooks(),
                new WebhookInserts(sql),
                sql.dialect().insertsArrays() ? new WebhookArrayInserts(own, failures, sql) : null,
                new WebhookClaims(sql, skipLocked));
        outbox = new JdbcNotificationOutbox(own, failures, new OutboxTable(sql, skipLocked));
        gainsFromGroupCommit = sql.dialect().gainsFromGroupCommit();
        snapshotWriter = sql.dialect().writesSnapshots() ? new JdbcSnapshotWriter(own, sql) : null;
    }

    /**
     * A store that has migrated its tables, without a prefix, in the connections' own schema.
     *
     * @throws BillingConfigurationException as {@link Builder#build} says
     */
    public static JdbcBillingStore create(DataSource dataSource) {
        return builder(dataSource).build();
    }

    /** A builder of a store on the given connections, which stay the host's to close. */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /**
     * All migrations as one script, for teams that apply them with a tool of their own and use
     * {@link SchemaMode#VALIDATE} or {@link SchemaMode#NONE}.
     *
     * @param database where it is to run
     * @param tablePrefix what the names of all tables begin with, empty for nothing
     * @return statements that end with semicolons
     */
    public static String schemaSql(Database database, String tablePrefix) {
        return MigrationScripts.all(database, Builder.checkedPrefix(tablePrefix));
    }

    @Override
    public <T> T inTransaction(Function<StoreTransaction, T> work) {
        return own.run(Isolation.Level.WRITE, handle -> transact(handle, work));
    }

    @Override
    public <T> T inTransaction(Connection connection, Function<StoreTransaction, T> work) {
        return host.run(connection, handle -> transact(handle, work));
    }

    private <T> T transact(Handle handle, Function<StoreTransaction, T> work) {
        Steps steps = new Steps(handle, failures);
        T result = work.apply(new JdbcStoreTransaction(steps, tables));
        steps.end();
        return result;
    }

    /** There is one on PostgreSQL. */
    @Override
    public Optional<SnapshotWriter> snapshotWriter() {
        return Optional.ofNullable(snapshotWriter);
    }

    /** False on H2, which runs in the process and does not force commits to the disk. */
    @Override
    public boolean gainsFromGroupCommit() {
        return gainsFromGroupCommit;
    }

    @Override
    public <T> T read(Function<StoreReader, T> work) {
        return own.run(Isolation.Level.SNAPSHOT, handle -> {
            Steps steps = new Steps(handle, failures);
            T result = work.apply(new JdbcStoreReader(steps, tables));
            steps.end();
            return result;
        });
    }

    @Override
    public WebhookInbox inbox() {
        return inbox;
    }

    @Override
    public NotificationOutbox outbox() {
        return outbox;
    }

    @Override
    public void publish(Catalog catalog) {
        for (int attempt = 1; ; attempt++) {
            try {
                own.run(
                        Isolation.Level.WRITE,
                        handle -> new Steps(handle, failures).run("publishing the plans", () -> {
                            tables.plans().save(handle, catalog);
                            return catalog;
                        }));
                return;
            } catch (BillingStoreException failure) {
                // why again: two nodes that start at once may both insert the same new plan
                if (failure.code() != ErrorCode.STORE_CONTENTION || attempt == PUBLISH_ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    @Override
    public List<String> defects() {
        try {
            schema.validate();
            return List.of();
        } catch (BillingConfigurationException defect) {
            return List.of(String.valueOf(defect.getMessage()));
        }
    }

    @Override
    public void close() {
        // the data source is the host's, and there is nothing else
    }

    /** Collects how a store is to be built. Not thread-safe. */
    public static final class Builder {
        private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
        /** PostgreSQL's names have 63 characters; our longest takes 28. */
        private static final int LONGEST_PREFIX = 30;

        private final DataSource dataSource;
        private SchemaMode schemaMode = SchemaMode.MIGRATE;
        private String tablePrefix = "";
        private @Nullable String schema;
        private boolean skipLocked = true;

        private Builder(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        /** What to do about the tables; {@link SchemaMode#MIGRATE} by default. */
        public Builder schemaMode(SchemaMode mode) {
            schemaMode = mode;
            return this;
        }

        /**
         * What the names of all tables begin with, such as {@code app_}; nothing by default.
         *
         * @param prefix a lower-case letter, then lower-case letters, digits and underscores; 30 characters at most
         */
        public Builder tablePrefix(String prefix) {
            tablePrefix = checkedPrefix(prefix);
            return this;
        }

        /**
         * The schema of the tables (on MySQL and MariaDB: the database); the connections' own by default. Migrating
         * creates it when it is missing.
         *
         * @param name a lower-case letter, then lower-case letters, digits and underscores
         */
        public Builder schema(String name) {
            if (!NAME.matcher(name).matches()) {
                throw new BillingConfigurationException(
                        "the schema must be a lower-case letter, then lower-case letters, "
                                + "digits and underscores, not \"" + name + "\"");
            }
            schema = name;
            return this;
        }

        /**
         * Whether workers that look for something to do pass rows by that another one has locked; they do by default.
         * Without it they sometimes wait for each other: for engines that speak the language of one of the databases
         * but lack {@code SKIP LOCKED}. What is claimed is claimed once either way.
         */
        public Builder skipLocked(boolean pass) {
            skipLocked = pass;
            return this;
        }

        private static String checkedPrefix(String prefix) {
            if (!prefix.isEmpty() && (!NAME.matcher(prefix).matches() || prefix.length() > LONGEST_PREFIX)) {
                throw new BillingConfigurationException("the table prefix must be a lower-case letter, then lower-case "
                        + "letters, digits and underscores, " + LONGEST_PREFIX + " characters at most, not \"" + prefix
                        + "\"");
            }
            return prefix;
        }

        /**
         * Connects, tells the database, and sees to the tables.
         *
         * @throws BillingConfigurationException when the database is not supported or cannot be reached, or when the
         *     tables cannot be migrated, or are not as they must be
         */
        public JdbcBillingStore build() {
            Database database = database();
            SqlText sql = new SqlText(Dialect.of(database), new TableNames(schema, tablePrefix));
            Schema tables = new Schema(dataSource, database, sql);
            switch (schemaMode) {
                case MIGRATE -> tables.migrate();
                case VALIDATE -> tables.validate();
                case NONE -> {}
            }
            return new JdbcBillingStore(dataSource, sql, tables, skipLocked);
        }

        private Database database() {
            try (Connection connection = dataSource.getConnection()) {
                return Database.of(connection.getMetaData());
            } catch (SQLException error) {
                throw new BillingConfigurationException(
                        "the database behind the data source could not be told (SQLState " + error.getSQLState()
                                + "); check that it is reachable and is " + Database.supported(),
                        error);
            }
        }
    }
}
