// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * One parameter for each key.
 *
 * @param mostAtOnce how many keys one statement takes at most
 */
record ListKeys(int mostAtOnce) implements ManyKeys {
    @Override
    public List<String> padded(List<String> values) {
        int size = 1;
        while (size < values.size()) {
            size *= 2;
        }
        List<String> padded = new ArrayList<>(values);
        padded.addAll(Collections.nCopies(size - values.size(), values.get(values.size() - 1)));
        return padded;
    }

    @Override
    public String oneOf(String column, int count) {
        return count == 1 ? column + " = :first0" : column + " IN (" + parameters(count, ":first%d") + ")";
    }

    @Override
    public String oneOf(String firstColumn, String secondColumn, int count) {
        return count == 1
                ? firstColumn + " = :first0 AND " + secondColumn + " = :second0"
                : "(" + firstColumn + ", " + secondColumn + ") IN (" + parameters(count, "(:first%d, :second%<d)")
                        + ")";
    }

    private static String parameters(int count, String format) {
        return IntStream.range(0, count).mapToObj(format::formatted).collect(Collectors.joining(", "));
    }

    @Override
    public void bind(SqlStatement<?> statement, List<String> values) {
        bind(statement, "first", values);
    }

    @Override
    public void bind(SqlStatement<?> statement, List<String> firsts, List<String> seconds) {
        bind(statement, "first", firsts);
        bind(statement, "second", seconds);
    }

    private static void bind(SqlStatement<?> statement, String name, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            statement.bind(name + i, values.get(i));
        }
    }
}
