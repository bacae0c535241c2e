// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What Stripe said about a subscription at one moment.
 *
 * @param id Stripe's id of the subscription
 * @param planId the catalog's plan of its price
 * @param quantity how many times the plan's allowance, 1 or more
 * @param status its status
 * @param anchor its billing cycle anchor
 * @param periodStart start of its current period, null when not told
 * @param periodEnd end of its current period, null when not told
 * @param endsAt when a scheduled cancellation takes effect, null when none is scheduled
 * @param collectionPaused true while {@code pause_collection} is set
 * @param at when Stripe made the statement
 */
public record SubscriptionSnapshot(
        String id,
        String planId,
        long quantity,
        SubscriptionStatus status,
        Instant anchor,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        @Nullable Instant endsAt,
        boolean collectionPaused,
        Instant at) {
    public SubscriptionSnapshot {
        SubscriptionChecks.quantity(id, quantity);
    }
}
