// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

/**
 * INSERT .. ON DUPLICATE KEY UPDATE, as MySQL and MariaDB have it. Not INSERT IGNORE: that one also turns other errors,
 * such as a text that is too long, into warnings.
 */
final class DuplicateKeyUpserts implements Upserts {
    @Override
    public String insertOrKeep(Row row) {
        String first = row.key().get(0);
        return onDuplicate(row) + first + " = VALUES(" + first + ")";
    }

    @Override
    public String insertOrReplace(Row row) {
        return onDuplicate(row) + row.assignments(column -> "VALUES(" + column + ")");
    }

    @Override
    public String insertOrAdd(Row row) {
        return onDuplicate(row) + row.assignments(column -> column + " + VALUES(" + column + ")");
    }

    private static String onDuplicate(Row row) {
        return row.insert() + " ON DUPLICATE KEY UPDATE ";
    }
}
