// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.stripe.Stripe;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import java.time.Instant;
import java.util.Optional;

/** Makes up the event that would tell of a record as it is on record now. */
final class RecordEvent {
    private RecordEvent() {}

    /** Of a payment, a refund or a dispute the type says no more than which payment to look at. */
    static Optional<WebhookEvent> telling(RecordKind kind, String payload, Instant now, boolean livemode) {
        return switch (kind) {
            case SUBSCRIPTION -> {
                StripeJson subscription = StripeJson.of(payload);
                yield Optional.of(event("customer.subscription.updated", subscription, livemode, now));
            }
            case INVOICE -> {
                StripeJson invoice = StripeJson.of(payload);
                yield Optional.of(event("invoice.paid", invoice, livemode, paidAt(invoice)));
            }
            case PAYMENT -> Optional.of(event("payment_intent.succeeded", StripeJson.of(payload), livemode, now));
            case REFUND -> Optional.of(event("refund.updated", StripeJson.of(payload), livemode, now));
            case DISPUTE -> Optional.of(event("charge.dispute.updated", StripeJson.of(payload), livemode, now));
            default -> Optional.empty();
        };
    }

    /** When it was told, or would have been: an invoice that is read late must not outweigh what came after it. */
    private static Instant paidAt(StripeJson invoice) {
        StripeJson transitions = invoice.object("status_transitions");
        Instant paid = transitions == null ? null : transitions.instant("paid_at");
        return paid == null ? invoice.mandatory("created", invoice.instant("created")) : paid;
    }

    private static WebhookEvent event(String type, StripeJson record, boolean livemode, Instant at) {
        String id = record.mandatory("id", record.reference("id"));
        return new WebhookEvent(
                new WebhookEventKey("", livemode, "record_" + id),
                type,
                id,
                Stripe.API_VERSION,
                at,
                "{\"object\":\"event\",\"data\":{\"object\":" + record.payload() + "}}");
    }
}
