// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the full names of tables into statements, once, when a table's class is constructed.
 *
 * @param schema the schema to name, null to leave it to the connection
 * @param prefix what the names of all tables begin with
 */
record TableNames(@Nullable String schema, String prefix) {
    private static final Pattern TABLE = Pattern.compile("\\{([a-z_]+)}");

    /** The full name of a table. */
    String of(String table) {
        return schema == null ? prefix + table : schema + "." + prefix + table;
    }

    /** The statement with each <code>{table}</code> replaced by its full name. */
    String in(String sql) {
        return TABLE.matcher(sql).replaceAll(match -> Matcher.quoteReplacement(of(match.group(1))));
    }
}
