// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/**
 * Credits that were added in one ledger operation.
 *
 * @param operationId the ledger operation
 * @param grantId the slice or bundle lot that they went to
 * @param credits how many were added
 * @param debtRepaid how many of them settled debt at once
 * @param spendableAfter spendable credits right after the grant
 * @param replayed true when this is the answer to a repeated call and nothing was added again
 */
public record GrantReceipt(
        long operationId, long grantId, long credits, long debtRepaid, long spendableAfter, boolean replayed) {}
