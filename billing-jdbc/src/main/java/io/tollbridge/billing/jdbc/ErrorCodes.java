// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.sql.SQLException;
import java.util.Set;

/**
 * What a database's errors mean, by SQLState or vendor code; never by their text.
 *
 * @param contention the transaction was aborted in favour of another one, or waited too long for one
 * @param duplicate a unique key is taken
 * @param unavailable the server went away, is full, or gave up on a statement
 */
record ErrorCodes(Set<String> contention, Set<String> duplicate, Set<String> unavailable) {
    boolean isContention(SQLException error) {
        return is(contention, error);
    }

    boolean isDuplicate(SQLException error) {
        return is(duplicate, error);
    }

    boolean isUnavailable(SQLException error) {
        return is(unavailable, error);
    }

    private static boolean is(Set<String> codes, SQLException error) {
        String state = error.getSQLState();
        return (state != null && codes.contains(state)) || codes.contains("#" + error.getErrorCode());
    }
}
