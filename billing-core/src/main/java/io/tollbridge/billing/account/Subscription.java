// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subscription that a tenant's slices come from. Immutable.
 *
 * @param id Stripe's id, or {@link #LOCAL_ID} for a plan on its own clock
 * @param planId the plan that it is for now; it may differ from the current slice's until a change takes effect
 * @param quantity how many times the plan's allowance
 * @param status its status
 * @param anchor where monthly slices are counted from (R12)
 * @param periodStart start of the period that Stripe last told of, whether paid or not
 * @param periodEnd end of that period
 * @param paidThrough end of the last paid period; slices open on the own clock only before it; null when nothing was
 *     paid yet, and for a local plan
 * @param endsAt when it ends if nothing else happens (a scheduled cancellation), else null
 * @param collectionPaused true while Stripe's {@code pause_collection} is set
 * @param snapshotAt when the newest applied statement about it was made; older ones are ignored
 * @param paidAt when the newest applied payment of it was made, null when none was
 * @param newestChange the newest change of its plan or quantity, null when there was none
 * @param payments those of its payments of which money went back or may have, in the order in which they were heard of
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
        @Nullable Instant paidAt,
        @Nullable NewestChange newestChange,
        List<PeriodPayment> payments) {
    public Subscription {
        payments = List.copyOf(payments);
    }

    /** The id that stands for the tenant's local plan. A Stripe id begins with {@code sub_}. */
    public static final String LOCAL_ID = "local";

    /** True for a plan that runs on its own clock (R24). */
    public boolean local() {
        return id.equals(LOCAL_ID);
    }

    /** When the time that is paid now began; when it, or its trial, was invoiced, if only that is known; else null. */
    @Nullable
    Instant paidSince() {
        boolean told = paidThrough != null && paidThrough.equals(periodEnd);
        return told && periodStart != null && paidAt != null ? SliceRules.earlier(periodStart, paidAt) : paidAt;
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
                paidAt,
                newestChange,
                payments);
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
                paidAt,
                newestChange,
                payments);
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
                paidAt,
                newestChange,
                payments);
    }

    /** This subscription after a change of its plan or quantity. */
    Subscription changed(String newPlanId, long newQuantity, NewestChange change) {
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
                paidAt,
                change,
                payments);
    }

    /** What is known of a payment, null when nothing of it ever went back. */
    @Nullable
    PeriodPayment payment(String paymentId) {
        for (PeriodPayment payment : payments) {
            if (payment.paymentId().equals(paymentId)) {
                return payment;
            }
        }
        return null;
    }

    /** When a payment's newest reading was made, null when none was applied; see {@link PaymentCommand.SettlePeriod}. */
    public @Nullable Instant readingOf(String paymentId) {
        PeriodPayment payment = payment(paymentId);
        return payment == null ? null : payment.truthAt();
    }

    /** True while money of one of its payments is at risk in a dispute. */
    public boolean disputed() {
        return payments.stream().anyMatch(payment -> payment.atRisk() > 0);
    }

    /** This subscription with what is known of a payment now. */
    Subscription with(PeriodPayment changed) {
        List<PeriodPayment> all = new ArrayList<>(payments);
        all.removeIf(payment -> payment.paymentId().equals(changed.paymentId()));
        all.add(changed);
        return withPayments(all);
    }

    /** This subscription with other payments of which money went back. */
    public Subscription withPayments(List<PeriodPayment> changed) {
        return new Subscription(
                id,
                planId,
                quantity,
                status,
                anchor,
                periodStart,
                periodEnd,
                paidThrough,
                endsAt,
                collectionPaused,
                snapshotAt,
                paidAt,
                newestChange,
                changed);
    }
}
