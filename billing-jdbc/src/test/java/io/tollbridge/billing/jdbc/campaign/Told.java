// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.campaign;

/**
 * A call and what its caller was told. Times count the beginnings and answers of all calls.
 *
 * @param tenant whose credits
 * @param begun when the call was made
 * @param answered when it returned
 * @param operation the ledger operation, or what stands for it until the ledger is read; 0 for a refusal
 * @param what for a reader
 * @param requested credits that were asked for
 * @param move the same move on a plain account, which answers what the caller must have been told
 * @param answer what the caller was told
 */
record Told(
        String tenant,
        long begun,
        long answered,
        long operation,
        String what,
        long requested,
        Move move,
        String answer) {
    /** A move of credits. */
    @FunctionalInterface
    interface Move {
        String on(PlainAccount account, long operation);
    }

    boolean refused() {
        return answer.startsWith("refused");
    }
}
