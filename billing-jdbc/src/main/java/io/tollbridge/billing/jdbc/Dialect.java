// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.Map;

/** How one database differs from the others: nothing else belongs here. Immutable. */
interface Dialect {
    /** SQL types and table options, by the names that the migration scripts use for them. */
    Map<String, String> types();

    /** How a row is written where one of the same key may be there already. */
    Upserts upserts();

    /** How a statement finds the rows of several keys. */
    ManyKeys manyKeys();

    /** How a transaction gets its isolation. */
    Isolation isolation();

    /** What the database's errors mean. */
    ErrorCodes errors();

    /**
     * Ends a statement that reads, under a locked account, rows that belong to the account. It makes the statement see
     * what was committed last, whatever the isolation of a host's transaction.
     */
    String latest();

    /** Names the index that {@code SELECT .. FOR UPDATE} on accounts must walk, so that it locks in key order. */
    String byPrimaryKey();

    /** True when several commands in one transaction cost less than each in its own. */
    default boolean gainsFromGroupCommit() {
        return true;
    }

    /** True when one statement can write several tables and commit by itself, as {@link SnapshotStatements} does. */
    default boolean writesSnapshots() {
        return false;
    }

    /** Whether one statement can insert the rows of several arrays, leave out those that are there, and say which. */
    default boolean insertsArrays() {
        return false;
    }

    static Dialect of(Database database) {
        return switch (database) {
            case H2 -> new H2Dialect();
            case POSTGRESQL -> new PostgreSqlDialect();
            case MARIADB -> new MariaDbDialect();
            case MYSQL -> new MySqlDialect();
        };
    }
}
