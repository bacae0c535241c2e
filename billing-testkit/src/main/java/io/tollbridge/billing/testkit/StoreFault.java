// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.ErrorCode;

/** How a store can fail in a transaction, in the order in which a transaction comes by. */
public enum StoreFault {
    /** No connection: the work was not begun. Reported as {@code STORE_UNAVAILABLE}. */
    UNAVAILABLE(ErrorCode.STORE_UNAVAILABLE, "the database cannot be reached"),

    /** Chosen as the victim of a deadlock: the work was done and undone. Reported as {@code STORE_CONTENTION}. */
    CONTENTION(ErrorCode.STORE_CONTENTION, "the database has chosen this transaction as a deadlock victim"),

    /** A statement was refused: the work was done and undone. Reported as {@code STORE_FAILED}. */
    FAILED(ErrorCode.STORE_FAILED, "the database has refused a statement"),

    /** The connection was lost before the commit arrived: undone. Reported as {@code OUTCOME_UNKNOWN}. */
    COMMIT_LOST(ErrorCode.OUTCOME_UNKNOWN, "the connection was lost at commit"),

    /** The connection was lost before the answer arrived: committed. Reported as {@code OUTCOME_UNKNOWN}. */
    ANSWER_LOST(ErrorCode.OUTCOME_UNKNOWN, "the connection was lost at commit");

    private final ErrorCode code;
    private final String message;

    StoreFault(ErrorCode code, String message) {
        this.code = code;
        this.message = message;
    }

    /** The code that the caller is told. */
    public ErrorCode code() {
        return code;
    }

    String message() {
        return message;
    }
}
