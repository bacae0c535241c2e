// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The subscription that a tenant's slices come from. Immutable.
 *
 * @param id Stripe's id, or {@link #LOCAL_ID} for a plan on its own clock
 * @param planId the plan that it is for now; it may differ from the current slice's until a change takes effect
 * @param quantity how many times the plan's allowance
 * @param status its status
 * @param anchor where monthly slices are counted from (R12)
 * @param periodStart start of the period that Stripe last told, whether paid or not
 * @param periodEnd end of that period
 * @param paidThrough end of the last paid period; slices open on the own clock only before it; null when nothing was
 *     paid yet, and for a local plan
 * @param endsAt when it ends if nothing else happens (a scheduled cancellation), else null
 * @param collectionPaused true while Stripe's {@code pause_collection} is set
 * @param snapshotAt when the newest applied statement about it was made; older ones are ignored
 * @param paidAt when the newest applied payment of it was made, null when none was
 */
public record Subscription(
        String id,
        String planId,
        long quantity,
        SubscriptionStatus status,
        Instant anchor,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        @Nullable Instant paidThrough,
        @Nullable Instant endsAt,
        boolean collectionPaused,
        Instant snapshotAt,
        @Nullable Instant paidAt) {

    /** The id that stands for the tenant's local plan. A Stripe id begins with {@code sub_}. */
    public static final String LOCAL_ID = "local";

    /** True for a plan that runs on its own clock (R24). */
    public boolean local() {
        return id.equals(LOCAL_ID);
    }

    Subscription withPaidThrough(Instant end) {
        return new Subscription(
                id,
                planId,
                quantity,
                status,
                anchor,
                periodStart,
                periodEnd,
                end,
                endsAt,
                collectionPaused,
                snapshotAt,
                paidAt);
    }

    Subscription withStatus(SubscriptionStatus newStatus) {
        return new Subscription(
                id,
                planId,
                quantity,
                newStatus,
                anchor,
                periodStart,
                periodEnd,
                paidThrough,
                endsAt,
                collectionPaused,
                snapshotAt,
                paidAt);
    }

    Subscription withPlan(String newPlanId, long newQuantity) {
        return new Subscription(
                id,
                newPlanId,
                newQuantity,
                status,
                anchor,
                periodStart,
                periodEnd,
                paidThrough,
                endsAt,
                collectionPaused,
                snapshotAt,
                paidAt);
    }
}
