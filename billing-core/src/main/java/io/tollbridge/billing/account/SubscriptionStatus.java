// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

/**
 * Status of a subscription, as Stripe names it. The names are stored.
 *
 * @see <a href="https://docs.stripe.com/api/subscriptions/object#subscription_object-status">Stripe's statuses</a>
 */
public enum SubscriptionStatus {
    /** The first payment is outstanding. */
    INCOMPLETE,
    /** The first payment never came; final. */
    INCOMPLETE_EXPIRED,
    /** In its trial. */
    TRIALING,
    /** In good standing. */
    ACTIVE,
    /** A renewal is being collected; credits follow the renewal gap (R8). */
    PAST_DUE,
    /** Collection was given up; subscription credits have ended. */
    UNPAID,
    /** Ended; final. */
    CANCELED,
    /** A trial that ended without a payment method. */
    PAUSED;

    /** True when no later status can follow. */
    public boolean terminal() {
        return this == CANCELED || this == INCOMPLETE_EXPIRED;
    }

    /** True when the current slice's credits end as soon as this status is known (R9). */
    boolean endsCredits() {
        return this == UNPAID || this == PAUSED || terminal();
    }

    /** True when a subscription in this status may open slices on its own clock. */
    boolean opensSlices() {
        return this == ACTIVE || this == TRIALING;
    }
}
