// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/**
 * Credits that were charged in one ledger operation.
 *
 * @param operationId the ledger operation, 0 when there was nothing to charge
 * @param fromSubscription credits taken from the subscription slice
 * @param fromBundles credits taken from bundle lots
 * @param asDebt credits charged as debt, where the call allowed it
 * @param unmet credits that were asked for and not charged, where the call allowed it
 * @param spendableAfter spendable credits right after the charge
 * @param replayed true when this is the answer to a repeated call and nothing was charged again
 */
public record Charge(
        long operationId,
        long fromSubscription,
        long fromBundles,
        long asDebt,
        long unmet,
        long spendableAfter,
        boolean replayed) {
    /** All credits that were charged. */
    public long charged() {
        return fromSubscription + fromBundles + asDebt;
    }

    /** This charge, not marked as replayed. */
    public Charge asFirst() {
        return new Charge(operationId, fromSubscription, fromBundles, asDebt, unmet, spendableAfter, false);
    }
}
