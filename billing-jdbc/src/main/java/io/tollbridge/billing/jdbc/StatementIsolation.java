// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * SET TRANSACTION: it ends with the transaction, so there is nothing to put back, and it costs one round trip where
 * JDBC's own getter and setter cost three.
 */
final class StatementIsolation implements Isolation {
    private static final Restore NOTHING = connection -> {};

    @Override
    public Restore begin(Connection connection, Level level) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    switch (level) {
                        case WRITE -> "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";
                        case SNAPSHOT -> "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
                    });
        }
        return NOTHING;
    }
}
