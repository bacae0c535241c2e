// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

import java.util.List;

/**
 * State of an invoice, from which events are made. Immutable.
 *
 * @param id Stripe's id of it, such as {@code in_1}
 * @param subscription the subscription that it is for
 * @param billingReason why it was made, in Stripe's words
 * @param status its status, in Stripe's words
 * @param lines its lines, in order
 * @param truncated true when it has more lines than the event carries
 * @param discounted true when a coupon takes the whole price: the lines keep their amounts, the total is 0
 */
public record StripeInvoice(
        String id,
        StripeSubscription subscription,
        String billingReason,
        String status,
        List<StripeInvoiceLine> lines,
        boolean truncated,
        boolean discounted) {
    /** Copies the lines. */
    public StripeInvoice {
        lines = List.copyOf(lines);
    }

    /** The paid first invoice of a subscription: its current period, which may be a trial. */
    public static StripeInvoice first(String id, StripeSubscription subscription) {
        return of(id, subscription, "subscription_create", StripeInvoiceLine.period(subscription));
    }

    /** The paid invoice for a subscription's current period, not its first. */
    public static StripeInvoice renewal(String id, StripeSubscription subscription) {
        return of(id, subscription, "subscription_cycle", StripeInvoiceLine.period(subscription));
    }

    /**
     * The paid invoice for a change of a subscription.
     *
     * @param id Stripe's id of it
     * @param subscription the subscription as it is now
     * @param lines prorations for a change inside the period; a period's line when the change began a new one
     */
    public static StripeInvoice update(String id, StripeSubscription subscription, StripeInvoiceLine... lines) {
        return of(id, subscription, "subscription_update", lines);
    }

    /** A paid invoice that was made for another reason. */
    public static StripeInvoice of(
            String id, StripeSubscription subscription, String billingReason, StripeInvoiceLine... lines) {
        return new StripeInvoice(id, subscription, billingReason, "paid", List.of(lines), false, false);
    }

    /** This invoice in a status of Stripe's, such as {@code open}. */
    public StripeInvoice status(String newStatus) {
        return new StripeInvoice(id, subscription, billingReason, newStatus, lines, truncated, discounted);
    }

    /** This invoice, with lines that the event does not carry. */
    public StripeInvoice moreLines() {
        return new StripeInvoice(id, subscription, billingReason, status, lines, true, discounted);
    }

    /** This invoice with a coupon of 100 percent. */
    public StripeInvoice coupon() {
        return new StripeInvoice(id, subscription, billingReason, status, lines, truncated, true);
    }

    /** Sum of the lines in minor units; negative when more is given back than charged. */
    public long subtotal() {
        return lines.stream().mapToLong(StripeInvoiceLine::amount).reduce(0, Math::addExact);
    }

    /** What is left of the {@link #subtotal()} after the coupon. */
    public long total() {
        return discounted ? 0 : subtotal();
    }

    boolean paid() {
        return status.equals("paid");
    }
}
