// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

import java.time.Instant;

/**
 * A line of an invoice. Immutable.
 *
 * @param kind what the line is for
 * @param price Stripe's id of the price
 * @param unitAmount what one unit costs by the price for one period, in minor units
 * @param quantity how many units
 * @param amount what the line charges, in minor units; negative for a credit
 * @param start first instant that it is for
 * @param end first instant that it is no longer for
 */
public record StripeInvoiceLine(
        Kind kind, String price, long unitAmount, long quantity, long amount, Instant start, Instant end) {

    /** A subscription's current period; in a trial it costs nothing. */
    public static StripeInvoiceLine period(StripeSubscription of) {
        return new StripeInvoiceLine(
                of.inTrial() ? Kind.TRIAL : Kind.PERIOD,
                of.price(),
                of.unitAmount(),
                of.quantity(),
                of.inTrial() ? 0 : Math.multiplyExact(of.unitAmount(), of.quantity()),
                of.periodStart(),
                of.periodEnd());
    }

    /**
     * The credit for the rest of a period that was paid before.
     *
     * @param before the subscription as it was
     * @param at when it changed
     * @param minorUnits what is given back, 0 or more
     */
    public static StripeInvoiceLine unusedTime(StripeSubscription before, Instant at, long minorUnits) {
        return new StripeInvoiceLine(
                Kind.UNUSED_TIME,
                before.price(),
                before.unitAmount(),
                before.quantity(),
                -minorUnits,
                at,
                before.periodEnd());
    }

    /**
     * The charge for the rest of a period after a change.
     *
     * @param after the subscription as it is now
     * @param at when it changed
     * @param minorUnits what is charged, 0 or more
     */
    public static StripeInvoiceLine remainingTime(StripeSubscription after, Instant at, long minorUnits) {
        return new StripeInvoiceLine(
                Kind.REMAINING_TIME,
                after.price(),
                after.unitAmount(),
                after.quantity(),
                minorUnits,
                at,
                after.periodEnd());
    }

    boolean proration() {
        return kind == Kind.UNUSED_TIME || kind == Kind.REMAINING_TIME;
    }

    /** What a line is for. */
    public enum Kind {
        /** A whole period. */
        PERIOD,
        /** A trial, which costs nothing whatever the price. */
        TRIAL,
        /** A proration that gives back. */
        UNUSED_TIME,
        /** A proration that charges. */
        REMAINING_TIME
    }
}
