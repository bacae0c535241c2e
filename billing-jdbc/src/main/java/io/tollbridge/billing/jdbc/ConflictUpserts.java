// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** INSERT .. ON CONFLICT, as PostgreSQL has it. */
final class ConflictUpserts implements Upserts {
    @Override
    public String insertOrKeep(Row row) {
        return row.insert() + " ON CONFLICT DO NOTHING";
    }

    @Override
    public String insertOrReplace(Row row) {
        return onConflict(row) + row.assignments(column -> "EXCLUDED." + column);
    }

    @Override
    public String insertOrAdd(Row row) {
        return onConflict(row) + row.assignments(column -> row.table() + "." + column + " + EXCLUDED." + column);
    }

    @Override
    public String insertOnce(Row row) {
        // why: an error would end up in the server's log, once for each event that Stripe repeats
        return insertOrKeep(row);
    }

    @Override
    public Optional<String> insertNew(Row row, int rows) {
        String values = IntStream.range(0, rows)
                .mapToObj(number -> "(" + row.parameters(number) + ")")
                .collect(Collectors.joining(", "));
        return Optional.of("INSERT INTO " + row.table() + " (" + String.join(", ", row.columns()) + ") VALUES " + values
                + " ON CONFLICT DO NOTHING RETURNING " + String.join(", ", row.key()));
    }

    private static String onConflict(Row row) {
        return row.insert() + " ON CONFLICT (" + String.join(", ", row.key()) + ") DO UPDATE SET ";
    }
}
