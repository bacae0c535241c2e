// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookContext;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookHandler;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    private final @Nullable RecordCalls records;

    /**
     * Handles events of subscriptions.
     *
     * @param freePrices prices of 0
     * @param records what subscriptions are read with, null without an API key
     */
    SubscriptionWebhookHandler(Set<String> freePrices, @Nullable RecordCalls records) {
        this.paidInvoice = new PaidInvoice(freePrices, records);
        this.records = records;
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

    private HandlerResult subscription(SubscriptionReader told, WebhookEvent event, WebhookContext context) {
        Instant newer = newerThan(told, event, context);
        SubscriptionReader subscription = newer == null || records == null
                ? told
                : records.read(RecordKind.SUBSCRIPTION, told.id(), "")
                        .map(SubscriptionReader::new)
                        .orElse(told);
        Instant supersedes = subscription == told ? null : newer;
        Reading reading = SubscriptionStatement.read(subscription, event.created(), supersedes, context.catalog());
        if (!(reading instanceof Reading.Means means)) {
            return reading.unapplied();
        }
        String hint = subscription.metadata(StripeMetadata.TENANT);
        return new Owner(subscription.customer(), event.key().livemode(), hint).apply(means, context);
    }

    /**
     * When the newest statement that was applied was made, if that is said to be after this one was. The clocks of two
     * nodes differ, so it is read once more: what is read now is newer than what had been applied before.
     */
    private static @Nullable Instant newerThan(SubscriptionReader told, WebhookEvent event, WebhookContext context) {
        if (!event.key().account().isEmpty()) {
            // why: the API key is the platform's, which would be asked for its own subscriptions
            return null;
        }
        return context.tenantOf(told.customer(), event.key().livemode())
                .flatMap(tenant -> context.subscription(tenant, told.id()))
                .map(Subscription::snapshotAt)
                .filter(applied -> event.created().isBefore(applied))
                .orElse(null);
    }
}
