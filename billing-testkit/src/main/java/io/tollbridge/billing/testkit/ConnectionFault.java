// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

/** How a database connection can fail, in the order in which a transaction comes by. */
public enum ConnectionFault {
    /** No connection can be had: SQLState 08001. */
    CONNECT("08001", "the connection was refused"),

    /** The connection dies before a statement or a batch is executed, and its transaction with it: SQLState 08006. */
    STATEMENT("08006", "the connection was lost"),

    /** The connection dies before the commit arrives, and its transaction with it: SQLState 08006. */
    BEFORE_COMMIT("08006", "the connection was lost"),

    /** The database refuses the commit and rolls back; the connection lives on: SQLState 40001. */
    COMMIT_REFUSED("40001", "the transaction could not be serialized"),

    /** The connection dies after the commit was carried out; nobody is told: SQLState 08006. */
    AFTER_COMMIT("08006", "the connection was lost");

    private final String sqlState;
    private final String message;

    ConnectionFault(String sqlState, String message) {
        this.sqlState = sqlState;
        this.message = message;
    }

    /** The SQLState of the exception. */
    public String sqlState() {
        return sqlState;
    }

    String message() {
        return message;
    }
}
