// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** MySQL. */
class MySqlDialect implements Dialect {
    private static final int KEYS_AT_ONCE = 64;

    @Override
    public Map<String, String> types() {
        String table = " ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE " + collation();
        return Map.of(
                "name", "VARCHAR(255)",
                "key", "VARCHAR(400)",
                "word", "VARCHAR(30)",
                "note", "VARCHAR(2000)",
                "text", "MEDIUMTEXT",
                "hash", "VARBINARY(32)",
                "table", table,
                "hot_table", table);
    }

    /** A collation that compares exactly, trailing spaces included. */
    String collation() {
        return "utf8mb4_0900_bin";
    }

    @Override
    public final Upserts upserts() {
        return new DuplicateKeyUpserts();
    }

    @Override
    public final ManyKeys manyKeys() {
        return new ListKeys(KEYS_AT_ONCE);
    }

    @Override
    public final Isolation isolation() {
        // why begun explicitly: SET TRANSACTION is about the next one; a transaction that runs no statement would leave
        // it
        // to whoever gets the connection then
        return new StatementIsolation(
                List.of("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", "START TRANSACTION"),
                List.of("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "START TRANSACTION READ ONLY"));
    }

    @Override
    public final ErrorCodes errors() {
        return new ErrorCodes(
                Set.of("40001", "#1205", "#1213", "#1020"),
                Set.of("#1062"),
                Set.of("#1040", "#1053", "#1317", "#1927", "#1969", "#3024"));
    }

    @Override
    public final String latest() {
        // why: under REPEATABLE READ, the default here, a plain read shows the snapshot, not what was committed last
        return "LOCK IN SHARE MODE";
    }

    @Override
    public final String byPrimaryKey() {
        return "FORCE INDEX (PRIMARY)";
    }
}
