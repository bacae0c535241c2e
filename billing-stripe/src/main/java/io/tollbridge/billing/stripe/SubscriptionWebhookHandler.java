// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookContext;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookHandler;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions: their events set state, their paid invoices grant. {@code invoice.paid} and
 * {@code invoice.payment_succeeded} tell of one fact and make the same command. Thread-safe.
 */
final class SubscriptionWebhookHandler implements WebhookHandler {
    private static final int MAX_TENANT_ID = 255;

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
            return unapplied(reading);
        }
        String hint = invoice.subscriptionMetadata(StripeMetadata.TENANT);
        return apply(means, new Owner(invoice.customer(), event.key().livemode(), hint), context);
    }

    private static HandlerResult subscription(
            SubscriptionReader subscription, WebhookEvent event, WebhookContext context) {
        Reading reading = SubscriptionStatement.read(subscription, event.created(), context.catalog());
        if (!(reading instanceof Reading.Means means)) {
            return unapplied(reading);
        }
        String hint = subscription.metadata(StripeMetadata.TENANT);
        return apply(means, new Owner(subscription.customer(), event.key().livemode(), hint), context);
    }

    private static HandlerResult unapplied(Reading reading) {
        return reading instanceof Reading.Nothing nothing
                ? HandlerResult.ignore(nothing.why())
                : HandlerResult.quarantine(((Reading.Doubt) reading).why());
    }

    /** Finds whose it is: the linked tenant, or the one that the metadata names when nothing speaks against it. */
    private static HandlerResult apply(Reading.Means means, Owner owner, WebhookContext context) {
        Optional<String> linked = context.tenantOf(owner.customer(), owner.livemode());
        if (linked.isPresent()) {
            return HandlerResult.apply(means.command().tenant(linked.get()));
        }
        String hint = owner.tenantHint();
        if (hint == null) {
            return HandlerResult.retry("customer " + owner.customer() + " is not linked to a tenant yet, and the"
                    + " subscription's metadata has no " + StripeMetadata.TENANT);
        }
        if (hint.isBlank() || hint.length() > MAX_TENANT_ID) {
            return HandlerResult.quarantine("the " + StripeMetadata.TENANT + " in the subscription's metadata is not a"
                    + " tenant id of 1 to " + MAX_TENANT_ID + " characters");
        }
        Optional<String> other = context.customerOf(hint, owner.livemode());
        if (other.isPresent() && !other.get().equals(owner.customer())) {
            return HandlerResult.quarantine("the subscription's metadata says that customer " + owner.customer()
                    + " is tenant " + hint + ", which is linked to customer " + other.get()
                    + "; link the right customer and replay the event");
        }
        Command command = means.command().tenant(hint);
        return new HandlerResult.Apply(List.of(command), new TenantLink(hint, owner.customer(), owner.livemode()));
    }

    /**
     * Whose an object is, as far as it tells itself.
     *
     * @param customer Stripe's customer
     * @param livemode true for real money
     * @param tenantHint the tenant that the metadata names, null when it names none
     */
    private record Owner(
            String customer, boolean livemode, @Nullable String tenantHint) {}
}
