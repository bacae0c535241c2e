// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;

/** Arrays as parameters: one statement text for any number of keys. */
final class ArrayKeys implements ManyKeys {
    private static final int MOST = 1_000;

    @Override
    public int mostAtOnce() {
        return MOST;
    }

    @Override
    public List<String> padded(List<String> values) {
        return values;
    }

    @Override
    public String oneOf(String column, int count) {
        return column + " = ANY (:firsts)";
    }

    @Override
    public String oneOf(String firstColumn, String secondColumn, int count) {
        return "(" + firstColumn + ", " + secondColumn + ") IN (SELECT * FROM unnest(:firsts, :seconds))";
    }

    @Override
    public void bind(SqlStatement<?> statement, List<String> values) {
        statement.bindArray("firsts", String.class, values);
    }

    @Override
    public void bind(SqlStatement<?> statement, List<String> firsts, List<String> seconds) {
        statement.bindArray("firsts", String.class, firsts);
        statement.bindArray("seconds", String.class, seconds);
    }
}
