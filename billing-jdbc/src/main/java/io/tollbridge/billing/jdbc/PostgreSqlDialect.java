// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** PostgreSQL, and what speaks its language. */
final class PostgreSqlDialect implements Dialect {
    @Override
    public Map<String, String> types() {
        return Map.of(
                "name", "VARCHAR(255) COLLATE \"C\"",
                "key", "VARCHAR(400) COLLATE \"C\"",
                "word", "VARCHAR(30) COLLATE \"C\"",
                "note", "VARCHAR(2000)",
                "text", "TEXT",
                "hash", "BYTEA",
                "table", "",
                // room on each page for the new versions of rows that change all the time
                "hot_table", " WITH (fillfactor = 70)");
    }

    @Override
    public Upserts upserts() {
        return new ConflictUpserts();
    }

    @Override
    public ManyKeys manyKeys() {
        return new ArrayKeys();
    }

    @Override
    public Isolation isolation() {
        return new StatementIsolation(
                List.of("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"),
                List.of("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
    }

    @Override
    public ErrorCodes errors() {
        return new ErrorCodes(
                Set.of("40001", "40P01", "55P03"),
                Set.of("23505"),
                Set.of("53000", "53100", "53200", "53300", "57P01", "57P02", "57P03", "57P05"));
    }

    @Override
    public String latest() {
        return "";
    }

    @Override
    public String byPrimaryKey() {
        return "";
    }

    @Override
    public boolean writesSnapshots() {
        return true;
    }

    @Override
    public boolean insertsArrays() {
        return true;
    }
}
