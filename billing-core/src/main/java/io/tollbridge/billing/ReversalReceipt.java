// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/**
 * A charge that was undone.
 *
 * @param operationId the ledger operation of the reversal, 0 when nothing came back
 * @param toSubscription credits that came back to the slice
 * @param toBundles credits that came back to bundle lots
 * @param debtReduced debt that was taken off
 * @param dropped credits that did not come back because their slice or lot has ended since
 * @param spendableAfter spendable credits right after the reversal
 * @param replayed true when this is the answer to a repeated call and nothing was undone again
 */
public record ReversalReceipt(
        long operationId,
        long toSubscription,
        long toBundles,
        long debtReduced,
        long dropped,
        long spendableAfter,
        boolean replayed) {}
