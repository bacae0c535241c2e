// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The connection's own setting, put back afterwards, as H2 needs it. Its REPEATABLE READ keeps what a transaction has read
 * of one table, but shows another table as it is later; its SERIALIZABLE is the snapshot of all of them.
 */
final class SessionIsolation implements Isolation {
    @Override
    public Restore begin(Connection connection, Level level) throws SQLException {
        int wanted = level == Level.WRITE ? Connection.TRANSACTION_READ_COMMITTED : Connection.TRANSACTION_SERIALIZABLE;
        int found = connection.getTransactionIsolation();
        if (found == wanted) {
            return unchanged -> {};
        }
        connection.setTransactionIsolation(wanted);
        return changed -> changed.setTransactionIsolation(found);
    }
}
