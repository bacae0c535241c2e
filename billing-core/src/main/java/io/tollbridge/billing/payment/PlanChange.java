// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

/**
 * Another price or quantity for a subscription with one item.
 *
 * @param key of the stored attempt
 * @param subscriptionId which
 * @param priceId the new price, or the present one when only the quantity changes
 * @param quantity the new quantity, 1 or more
 * @param billing when the difference is paid
 */
public record PlanChange(RequestKey key, String subscriptionId, String priceId, long quantity, Billing billing) {
    public PlanChange {
        CheckoutRequest.positive(quantity);
    }

    /** When the difference is paid. */
    public enum Billing {
        /** At once. The plan changes only when the payment succeeds; until then the change is pending. For upgrades. */
        NOW,
        /** With the next invoice, for both plans by the day. */
        NEXT_INVOICE,
        /** Not at all: the new price counts from the next invoice. For downgrades. */
        NOT
    }
}
