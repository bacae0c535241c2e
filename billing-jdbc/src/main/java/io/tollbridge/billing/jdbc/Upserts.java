// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes statements for rows of which one of the same key may be there already. Parameters are named like the columns.
 */
interface Upserts {
    /** Inserts the row, or leaves the one that is there. */
    String insertOrKeep(Row row);

    /** Inserts the row, or gives the one that is there these values. */
    String insertOrReplace(Row row);

    /** Inserts the row, or adds its values to those of the one that is there. */
    String insertOrAdd(Row row);

    /** Inserts the row; one that is there makes it insert nothing, or fail with a duplicate key. */
    default String insertOnce(Row row) {
        return row.insert();
    }

    /**
     * Inserts those of several rows that are not there and returns their keys; parameters end with the number of their
     * row, from 0. Empty, as by default, where one statement cannot tell which rows were there.
     */
    default Optional<String> insertNew(Row row, int rows) {
        return Optional.empty();
    }

    /**
     * What is written.
     *
     * @param table full name of the table
     * @param key the columns of its primary key
     * @param values its other columns
     */
    record Row(String table, List<String> key, List<String> values) {
        /** The part that every database has: INSERT .. VALUES. */
        String insert() {
            List<String> columns = columns();
            return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES (" + parameters() + ")";
        }

        List<String> columns() {
            return Stream.concat(key.stream(), values.stream()).toList();
        }

        String parameters() {
            return parameters("");
        }

        String parameters(Object suffix) {
            return columns().stream().map(column -> ":" + column + suffix).collect(Collectors.joining(", "));
        }

        /** One assignment for each column that is not of the key. */
        String assignments(Function<String, String> value) {
            return values.stream()
                    .map(column -> column + " = " + value.apply(column))
                    .collect(Collectors.joining(", "));
        }
    }
}
