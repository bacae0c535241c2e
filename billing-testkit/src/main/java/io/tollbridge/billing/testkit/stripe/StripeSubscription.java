// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * State of a subscription with one item, from which events are made. Immutable: each method returns a new state.
 *
 * <p>A new one is active, for one unit at 20.00 usd, without metadata.
 */
public final class StripeSubscription {
    private final String id;
    private final String customer;
    private String price;
    private long unitAmount = 2_000;
    private long quantity = 1;
    private String status = "active";
    private Instant anchor;
    private Instant periodStart;
    private Instant periodEnd;
    private @Nullable String tenant;
    private @Nullable Instant cancelAt;
    private boolean cancelAtPeriodEnd;
    private @Nullable Instant endedAt;
    private boolean collectionPaused;
    private @Nullable Instant trialStart;
    private @Nullable Instant trialEnd;

    private StripeSubscription(String id, String customer, String price, Instant start, Instant end) {
        this.id = id;
        this.customer = customer;
        this.price = price;
        this.anchor = start;
        this.periodStart = start;
        this.periodEnd = end;
    }

    private StripeSubscription(StripeSubscription other) {
        this(other.id, other.customer, other.price, other.periodStart, other.periodEnd);
        unitAmount = other.unitAmount;
        quantity = other.quantity;
        status = other.status;
        anchor = other.anchor;
        tenant = other.tenant;
        cancelAt = other.cancelAt;
        cancelAtPeriodEnd = other.cancelAtPeriodEnd;
        endedAt = other.endedAt;
        collectionPaused = other.collectionPaused;
        trialStart = other.trialStart;
        trialEnd = other.trialEnd;
    }

    /**
     * An active subscription.
     *
     * @param id Stripe's id of it, such as {@code sub_1}
     * @param customer Stripe's id of the customer
     * @param price Stripe's id of the price
     * @param start start of the current period, and the billing cycle anchor
     * @param end end of the current period
     */
    public static StripeSubscription active(String id, String customer, String price, Instant start, Instant end) {
        return new StripeSubscription(id, customer, price, start, end);
    }

    /** This subscription with the host's tenant id in its metadata. */
    public StripeSubscription tenant(String tenantId) {
        StripeSubscription next = new StripeSubscription(this);
        next.tenant = tenantId;
        return next;
    }

    /**
     * This subscription at another price.
     *
     * @param priceId Stripe's id of the price
     * @param minorUnits what one unit costs for one period, 0 for a free price
     */
    public StripeSubscription price(String priceId, long minorUnits) {
        StripeSubscription next = new StripeSubscription(this);
        next.price = priceId;
        next.unitAmount = minorUnits;
        return next;
    }

    /** This subscription for so many units. */
    public StripeSubscription quantity(long units) {
        StripeSubscription next = new StripeSubscription(this);
        next.quantity = units;
        return next;
    }

    /** This subscription in a status of Stripe's, such as {@code past_due}. */
    public StripeSubscription status(String newStatus) {
        StripeSubscription next = new StripeSubscription(this);
        next.status = newStatus;
        return next;
    }

    /** This subscription in another period; the anchor stays. */
    public StripeSubscription period(Instant start, Instant end) {
        StripeSubscription next = new StripeSubscription(this);
        next.periodStart = start;
        next.periodEnd = end;
        return next;
    }

    /** This subscription with another billing cycle anchor. */
    public StripeSubscription anchor(Instant newAnchor) {
        StripeSubscription next = new StripeSubscription(this);
        next.anchor = newAnchor;
        return next;
    }

    /** This subscription in a trial that is its current period; billing is anchored at the trial's end. */
    public StripeSubscription trial() {
        StripeSubscription next = new StripeSubscription(this);
        next.status = "trialing";
        next.trialStart = periodStart;
        next.trialEnd = periodEnd;
        next.anchor = periodEnd;
        return next;
    }

    /** This subscription, to be canceled at the end of its period: Stripe sets both fields. */
    public StripeSubscription cancelAtPeriodEnd() {
        StripeSubscription next = new StripeSubscription(this);
        next.cancelAtPeriodEnd = true;
        next.cancelAt = periodEnd;
        return next;
    }

    /** This subscription, to be canceled at a time, as the customer portal does it in flexible billing mode. */
    public StripeSubscription cancelAt(Instant at) {
        StripeSubscription next = new StripeSubscription(this);
        next.cancelAt = at;
        return next;
    }

    /** This subscription without a scheduled cancellation. */
    public StripeSubscription cancellationWithdrawn() {
        StripeSubscription next = new StripeSubscription(this);
        next.cancelAt = null;
        next.cancelAtPeriodEnd = false;
        return next;
    }

    /** This subscription, ended. */
    public StripeSubscription canceled(Instant at) {
        StripeSubscription next = new StripeSubscription(this);
        next.status = "canceled";
        next.endedAt = at;
        return next;
    }

    /** This subscription with {@code pause_collection} set, or not. */
    public StripeSubscription collectionPaused(boolean paused) {
        StripeSubscription next = new StripeSubscription(this);
        next.collectionPaused = paused;
        return next;
    }

    /** Stripe's id of it. */
    public String id() {
        return id;
    }

    /** Stripe's id of the customer. */
    public String customer() {
        return customer;
    }

    /** Stripe's id of the price. */
    public String price() {
        return price;
    }

    /** What one unit costs for one period, in minor units. */
    public long unitAmount() {
        return unitAmount;
    }

    /** How many units. */
    public long quantity() {
        return quantity;
    }

    /** Stripe's name of the status. */
    public String status() {
        return status;
    }

    /** The billing cycle anchor. */
    public Instant anchor() {
        return anchor;
    }

    /** Start of the current period. */
    public Instant periodStart() {
        return periodStart;
    }

    /** End of the current period. */
    public Instant periodEnd() {
        return periodEnd;
    }

    /** The host's tenant id in the metadata, null for none. */
    public @Nullable String tenant() {
        return tenant;
    }

    /** When a scheduled cancellation takes effect, null for none. */
    public @Nullable Instant cancelAt() {
        return cancelAt;
    }

    boolean cancelsAtPeriodEnd() {
        return cancelAtPeriodEnd;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    boolean pausesCollection() {
        return collectionPaused;
    }

    @Nullable
    Instant trialStart() {
        return trialStart;
    }

    @Nullable
    Instant trialEnd() {
        return trialEnd;
    }

    boolean inTrial() {
        return status.equals("trialing");
    }
}
