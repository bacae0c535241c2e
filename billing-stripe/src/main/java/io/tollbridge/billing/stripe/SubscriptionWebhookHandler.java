// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookContext;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookHandler;
import java.util.Set;

/**
 * Subscriptions: their events set state, their paid invoices grant. {@code invoice.paid} and
 * {@code invoice.payment_succeeded} tell of one fact and make the same command. Thread-safe.
 */
final class SubscriptionWebhookHandler implements WebhookHandler {
    private static final String CUSTOMER_DELETED = "customer.deleted";
    /** Of those that do not say that it was paid only something comes when it is paid by now. */
    private static final Set<String> INVOICE_TYPES =
            Set.of("invoice.paid", "invoice.payment_succeeded", "invoice.voided", "invoice.marked_uncollectible");

    private static final Set<String> TYPES = Set.of(
            "customer.subscription.created",
            "customer.subscription.updated",
            "customer.subscription.deleted",
            "customer.subscription.paused",
            "customer.subscription.resumed",
            "customer.subscription.pending_update_applied",
            "customer.subscription.pending_update_expired",
            "invoice.paid",
            "invoice.payment_succeeded",
            "invoice.voided",
            "invoice.marked_uncollectible",
            CUSTOMER_DELETED);

    private final PaidInvoice paidInvoice;

    SubscriptionWebhookHandler(Set<String> freePrices) {
        this.paidInvoice = new PaidInvoice(freePrices);
    }

    @Override
    public Set<String> eventTypes() {
        return TYPES;
    }

    @Override
    public HandlerResult handle(WebhookEvent event, WebhookContext context) {
        if (event.type().equals(CUSTOMER_DELETED)) {
            return HandlerResult.ignore("customer " + event.objectId() + " was deleted: its subscriptions end by events"
                    + " of their own, and its tenant gets another customer when it next needs one");
        }
        try {
            StripeJson object = StripeJson.dataObject(event.payload());
            return INVOICE_TYPES.contains(event.type())
                    ? invoice(new InvoiceReader(object), event, context)
                    : subscription(new SubscriptionReader(object), event, context);
        } catch (UnreadablePayloadException e) {
            return HandlerResult.quarantine("the payload cannot be read: " + e.getMessage());
        }
    }

    private HandlerResult invoice(InvoiceReader invoice, WebhookEvent event, WebhookContext context) {
        Reading reading = paidInvoice.read(invoice, event.created(), context.catalog());
        if (!(reading instanceof Reading.Means means)) {
            return reading.unapplied();
        }
        String hint = invoice.subscriptionMetadata(StripeMetadata.TENANT);
        return new Owner(invoice.customer(), event.key().livemode(), hint).apply(means, context);
    }

    private static HandlerResult subscription(
            SubscriptionReader subscription, WebhookEvent event, WebhookContext context) {
        Reading reading = SubscriptionStatement.read(subscription, event.created(), context.catalog());
        if (!(reading instanceof Reading.Means means)) {
            return reading.unapplied();
        }
        String hint = subscription.metadata(StripeMetadata.TENANT);
        return new Owner(subscription.customer(), event.key().livemode(), hint).apply(means, context);
    }
}
