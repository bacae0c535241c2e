// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A period of a subscription that is paid: the one fact that opens Stripe slices.
 *
 * @param subscriptionId Stripe's id of the subscription
 * @param planId the catalog's plan of the paid price
 * @param quantity how many times the plan's allowance, 1 or more
 * @param start first instant of the period, from the invoice line (R6)
 * @param end first instant after the period, from the invoice line
 * @param anchor the subscription's billing cycle anchor, null when not known; then {@code start} stands for it
 * @param trial true when the period is a trial, so that the plan's trial credits are granted (R11)
 * @param paidAt when Stripe said that it is paid
 */
public record PaidPeriod(
        String subscriptionId,
        String planId,
        long quantity,
        Instant start,
        Instant end,
        @Nullable Instant anchor,
        boolean trial,
        Instant paidAt) {
    public PaidPeriod {
        SubscriptionChecks.quantity(subscriptionId, quantity);
        SubscriptionChecks.period(subscriptionId, start, end);
    }
}
