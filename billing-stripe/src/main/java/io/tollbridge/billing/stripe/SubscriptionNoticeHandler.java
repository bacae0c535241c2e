// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.account.TenantCommand;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookContext;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookHandler;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a customer has to be told about a subscription: that a payment failed or waits for a confirmation, that the trial
 * ends. Nothing here changes credits: what follows from a failed payment is said by the subscription's own events.
 * Thread-safe.
 */
final class SubscriptionNoticeHandler implements WebhookHandler {
    private static final String ACTION_REQUIRED = "invoice.payment_action_required";
    private static final String TRIAL_WILL_END = "customer.subscription.trial_will_end";

    @Override
    public Set<String> eventTypes() {
        return Set.of("invoice.payment_failed", ACTION_REQUIRED, TRIAL_WILL_END);
    }

    @Override
    public HandlerResult handle(WebhookEvent event, WebhookContext context) {
        try {
            StripeJson object = StripeJson.dataObject(event.payload());
            return event.type().equals(TRIAL_WILL_END)
                    ? trial(new SubscriptionReader(object), event, context)
                    : invoice(new InvoiceReader(object), event, context);
        } catch (UnreadablePayloadException e) {
            return HandlerResult.quarantine("the payload cannot be read: " + e.getMessage());
        }
    }

    /** The invoice is read as it is now: one that was paid since, or is not collected any more, is no news. */
    private static HandlerResult invoice(InvoiceReader invoice, WebhookEvent event, WebhookContext context) {
        String id = invoice.id();
        if (invoice.subscription() == null) {
            return HandlerResult.ignore("invoice " + id + " is not for a subscription");
        }
        if (!invoice.open()) {
            return HandlerResult.ignore("invoice " + id + " is not to be paid any more");
        }
        boolean sold = invoice.linesMissing()
                || invoice.lines().stream().map(InvoiceLineReader::price).anyMatch(price -> isPlan(price, context));
        if (!sold) {
            return HandlerResult.ignore("invoice " + id + " is not for a plan of the catalog");
        }
        boolean needsAction = event.type().equals(ACTION_REQUIRED);
        Reading.Means failed =
                Reading.Means.command(tenant -> new TenantCommand.NotePaymentFailed(tenant, id, needsAction));
        String hint = invoice.subscriptionMetadata(StripeMetadata.TENANT);
        return new Owner(invoice.customer(), event.key().livemode(), hint).apply(failed, context);
    }

    private static HandlerResult trial(SubscriptionReader subscription, WebhookEvent event, WebhookContext context) {
        String id = subscription.id();
        Instant end = subscription.trialEnd();
        if (subscription.status() != SubscriptionStatus.TRIALING || end == null) {
            return HandlerResult.ignore("subscription " + id + " is not on trial any more");
        }
        boolean sold = subscription.itemsMissing()
                || subscription.items().stream()
                        .map(SubscriptionReader.Item::price)
                        .anyMatch(price -> isPlan(price, context));
        if (!sold) {
            return HandlerResult.ignore("subscription " + id + " is not for a plan of the catalog");
        }
        Reading.Means ending = Reading.Means.command(tenant -> new TenantCommand.NoteTrialEnding(tenant, id, end));
        String hint = subscription.metadata(StripeMetadata.TENANT);
        return new Owner(subscription.customer(), event.key().livemode(), hint).apply(ending, context);
    }

    private static boolean isPlan(@Nullable String price, WebhookContext context) {
        return price != null && context.catalog().planByStripePrice(price).isPresent();
    }
}
