// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;

/** How a statement finds the rows of several keys. */
interface ManyKeys {
    /** How many keys one statement takes at most. */
    int mostAtOnce();

    /** The values with the last one repeated up to a length of which few are in use, so that statements repeat. */
    List<String> padded(List<String> values);

    /** A condition that is true for rows whose column has one of so many values. */
    String oneOf(String column, int count);

    /** A condition that is true for rows whose two columns have one of so many pairs of values. */
    String oneOf(String firstColumn, String secondColumn, int count);

    /** Binds the values of {@link #oneOf(String, int)}. */
    void bind(SqlStatement<?> statement, List<String> values);

    /** Binds the values of {@link #oneOf(String, String, int)}: two lists of the same length. */
    void bind(SqlStatement<?> statement, List<String> firsts, List<String> seconds);
}
