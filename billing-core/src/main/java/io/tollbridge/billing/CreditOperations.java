// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/**
 * What changes credits. {@link BillingService} carries each call out in a transaction of its own;
 * {@link BillingService#inTransaction} gives the same calls inside the host's transaction.
 */
public interface CreditOperations {
    /**
     * Charges credits, subscription first, then bundles; all or nothing.
     *
     * @param credits 0 or more
     * @return what was charged
     * @throws InsufficientCreditsException when there are too few; nothing is charged
     */
    Charge deductCredits(String tenantId, long credits);

    /**
     * Charges a deduction.
     *
     * @return what was charged, or what the same idempotency key charged before, marked as replayed
     * @throws InsufficientCreditsException when there are too few credits and the deduction does not allow for it;
     *     nothing is charged and the idempotency key may be used again
     * @throws IdempotencyConflictException when the key was used before for a different request
     */
    Charge deductCredits(Deduction deduction);

    /**
     * As {@link #deductCredits(Deduction)}, but tells the business outcome as a value.
     *
     * @throws IdempotencyConflictException when the key was used before for a different request
     */
    DeductionResult tryDeduct(Deduction deduction);

    /**
     * Sets a deduction's cost aside until it is captured or released, or until its time is over (15 minutes unless
     * configured), when it is released by itself.
     *
     * @throws InsufficientCreditsException when there are too few credits; a hold is all or nothing
     * @throws IdempotencyConflictException when the key was used before for a different request
     */
    Hold hold(Deduction deduction);

    /**
     * A handle on a hold that was placed earlier, possibly by another process. Closing this handle does not release the
     * hold.
     *
     * @param holdId what {@link Hold#id} said
     * @throws OperationRejectedException with {@link ErrorCode#HOLD_UNKNOWN} when there is none of that id
     */
    Hold hold(String tenantId, String holdId);

    /**
     * Undoes a charge: credits go back to the slice and lots that they came from, the last leg first; those whose slice
     * or lot has ended since are dropped and told. An operation is undone once; repeating the call changes nothing.
     * Thresholds that were told stay told.
     *
     * @throws OperationRejectedException with {@link ErrorCode#OPERATION_UNKNOWN} when nothing was charged that it
     *     could undo
     * @throws IdempotencyConflictException when the operation was undone before with another amount
     */
    ReversalReceipt reverse(Reversal reversal);

    /**
     * Adds credits: {@code BUNDLE} as a new lot without expiry, {@code SUBSCRIPTION} to the current slice.
     *
     * @param credits 1 or more
     */
    GrantReceipt addCredits(String tenantId, long credits, CreditType type);

    /**
     * Adds credits. Bundle credits settle debt first. Makes an unknown tenant known.
     *
     * @throws OperationRejectedException with {@link ErrorCode#NO_CURRENT_SLICE} for subscription credits without a
     *     slice, or {@link ErrorCode#AMOUNT_OVERFLOW}
     * @throws IdempotencyConflictException when the key was used before for a different request
     */
    GrantReceipt addCredits(CreditGrant grant);
}
