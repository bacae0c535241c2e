// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** The connection's own setting, put back afterwards. */
final class SessionIsolation implements Isolation {
    @Override
    public Restore begin(Connection connection, Level level) throws SQLException {
        int wanted =
                level == Level.WRITE ? Connection.TRANSACTION_READ_COMMITTED : Connection.TRANSACTION_REPEATABLE_READ;
        int found = connection.getTransactionIsolation();
        if (found == wanted) {
            return unchanged -> {};
        }
        connection.setTransactionIsolation(wanted);
        return changed -> changed.setTransactionIsolation(found);
    }
}
