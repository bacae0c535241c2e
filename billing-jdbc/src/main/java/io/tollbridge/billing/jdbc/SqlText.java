// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.List;

/**
 * Turns the statements as they stand in the sources into those of one database and one set of tables. Done once for
 * each statement, when its table's class is constructed.
 *
 * @param dialect the database
 * @param names the tables
 */
record SqlText(Dialect dialect, TableNames names) {
    /** The statement with its tables named and the dialect's parts put in. */
    String of(String sql) {
        return names.in(sql.replace("{latest}", dialect.latest()).replace("{by_primary_key}", dialect.byPrimaryKey()));
    }

    /** The table under its full name, with the columns of its key and the others. */
    Upserts.Row row(String table, List<String> key, List<String> values) {
        return new Upserts.Row(names.of(table), key, values);
    }
}
