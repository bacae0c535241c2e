// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** How a transaction of our own gets its isolation, whatever the pool's default is. */
interface Isolation {
    /**
     * Prepares the connection, on which no transaction has begun, for one transaction.
     *
     * @return puts the connection back after the transaction
     */
    Restore begin(Connection connection, Level level) throws SQLException;

    /** What a transaction is for. */
    enum Level {
        /** Locking and writing: each statement sees what is committed by then. */
        WRITE,
        /** Reading: every statement sees the same moment. */
        SNAPSHOT
    }

    /** Puts a connection back as it was. */
    interface Restore {
        void restore(Connection connection) throws SQLException;
    }
}
