// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookContext;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookHandler;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Payments, refunds and disputes. Whatever an event tells, it only says which payment to look at: Stripe is asked how
 * that payment stands, and the purchase is brought to where the answer is. So it does not matter how often, in which
 * order or how late events come. Thread-safe.
 */
final class PaymentWebhookHandler implements WebhookHandler {
    private static final Set<String> TYPES = Set.of(
            "payment_intent.succeeded",
            "payment_intent.payment_failed",
            "payment_intent.processing",
            "payment_intent.partially_funded",
            "payment_intent.requires_action",
            "payment_intent.canceled",
            "charge.refunded",
            "charge.refund.updated",
            "refund.created",
            "refund.updated",
            "refund.failed",
            "charge.dispute.created",
            "charge.dispute.updated",
            "charge.dispute.closed",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.funds_reinstated",
            "checkout.session.completed",
            "checkout.session.async_payment_succeeded",
            "checkout.session.async_payment_failed",
            "checkout.session.expired");

    private final RecordCalls records;
    private final PurchaseSettling purchases;
    private final InvoiceRefunds invoices;

    PaymentWebhookHandler(RecordCalls records, Set<String> freePrices) {
        this.records = records;
        PaymentTruths truths = new PaymentTruths(records);
        this.purchases = new PurchaseSettling(records, truths);
        this.invoices = new InvoiceRefunds(records, truths, new PaidInvoice(freePrices, records));
    }

    @Override
    public Set<String> eventTypes() {
        return TYPES;
    }

    @Override
    public HandlerResult handle(WebhookEvent event, WebhookContext context) {
        if (!event.key().account().isEmpty()) {
            // why: the API key is the platform's, which would be asked for its own payments
            return HandlerResult.ignore("payments of connected accounts are not followed");
        }
        try {
            return handle(StripeJson.dataObject(event.payload()), event, context);
        } catch (UnreadablePayloadException e) {
            return HandlerResult.quarantine("what Stripe tells of the payment cannot be read: " + e.getMessage());
        }
    }

    private HandlerResult handle(StripeJson object, WebhookEvent event, WebhookContext context) {
        String type = event.type();
        if (type.startsWith("checkout.session.")) {
            return session(new SessionReader(object), context);
        }
        if (type.startsWith("payment_intent.")) {
            return purchases.settle(new IntentReader(object), false, context).orElse(notOurs());
        }
        return reversed(payment(object, type), event, context);
    }

    private HandlerResult session(SessionReader session, WebhookContext context) {
        if (!session.sellsOnce()) {
            return HandlerResult.ignore("the page sells no bundle");
        }
        return purchases.settle(session, context).orElse(notOurs());
    }

    private HandlerResult reversed(@Nullable String paymentId, WebhookEvent event, WebhookContext context) {
        if (paymentId == null) {
            return HandlerResult.ignore("a charge that belongs to no payment is none of ours");
        }
        Optional<IntentReader> intent =
                records.read(RecordKind.PAYMENT, paymentId, "").map(IntentReader::new);
        if (intent.isEmpty()) {
            return HandlerResult.quarantine("payment " + paymentId + " is not known in this account and mode");
        }
        return purchases
                .settle(intent.get(), false, context)
                .or(() -> invoices.settle(paymentId, event, context))
                .orElse(notOurs());
    }

    /** The payment that a charge, a refund or a dispute is about. */
    private @Nullable String payment(StripeJson object, String type) {
        if (type.equals("charge.refunded")) {
            return IntentReader.typed(object, "charge").reference("payment_intent");
        }
        String payment;
        String charge;
        if (type.startsWith("charge.dispute.")) {
            DisputeReader dispute = new DisputeReader(object);
            payment = dispute.payment();
            charge = dispute.charge();
        } else {
            RefundReader refund = new RefundReader(object);
            payment = refund.payment();
            charge = refund.charge();
        }
        return payment != null || charge == null
                ? payment
                : records.read(RecordKind.CHARGE, charge, "")
                        .map(found -> found.reference("payment_intent"))
                        .orElse(null);
    }

    private static HandlerResult notOurs() {
        return HandlerResult.ignore("the payment is for no purchase and no subscription of this installation");
    }
}
