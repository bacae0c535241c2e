// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.PaidPeriod;
import io.tollbridge.billing.account.PaymentCommand;
import io.tollbridge.billing.payment.PaymentTruth;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.payment.RecordQuery.Filter;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookContext;
import io.tollbridge.billing.webhook.WebhookEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Refunds and disputes of payments for subscriptions (R14). Since {@code 2025-03-31.basil} neither the payment nor the
 * charge names its invoice; the invoice's payments do. Thread-safe.
 */
final class InvoiceRefunds {
    private final RecordCalls records;
    private final PaymentTruths truths;
    private final PaidInvoice paidInvoice;

    InvoiceRefunds(RecordCalls records, PaymentTruths truths, PaidInvoice paidInvoice) {
        this.records = records;
        this.truths = truths;
        this.paidInvoice = paidInvoice;
    }

    /** What to do about the subscription that a payment was for; empty when it was for none. */
    Optional<HandlerResult> settle(String paymentId, WebhookEvent event, WebhookContext context) {
        List<String> invoices =
                records
                        .list(RecordQuery.of(RecordKind.INVOICE_PAYMENT).where(Filter.PAYMENT, paymentId))
                        .records()
                        .stream()
                        .map(one -> StripeJson.of(one.payload()))
                        .map(one -> one.mandatory("invoice", one.reference("invoice")))
                        .distinct()
                        .toList();
        if (invoices.isEmpty()) {
            return Optional.empty();
        }
        if (invoices.size() > 1) {
            return Optional.of(HandlerResult.quarantine("payment " + paymentId + " paid " + invoices.size()
                    + " invoices; take back by hand what was refunded"));
        }
        Optional<InvoiceReader> invoice =
                records.read(RecordKind.INVOICE, invoices.get(0), "").map(InvoiceReader::new);
        return invoice.filter(found -> found.subscription() != null)
                .map(found -> settle(found, paymentId, event, context));
    }

    private HandlerResult settle(InvoiceReader invoice, String paymentId, WebhookEvent event, WebhookContext context) {
        Reading reading = paidInvoice.read(invoice, event.created(), context.catalog());
        if (reading instanceof Reading.Nothing nothing) {
            return HandlerResult.ignore(nothing.why());
        }
        Optional<String> tenant =
                context.tenantOf(invoice.customer(), event.key().livemode());
        if (tenant.isEmpty()) {
            return HandlerResult.retry("customer " + invoice.customer() + " is not linked to a tenant (yet)");
        }
        if (!(reading instanceof Reading.Means means)) {
            return HandlerResult.quarantine(((Reading.Doubt) reading).why());
        }
        PaidPeriod period = means.commands().tenant(tenant.get()).stream()
                .filter(Command.OpenSlice.class::isInstance)
                .map(granted -> ((Command.OpenSlice) granted).period())
                .findFirst()
                .orElse(null);
        // why before Stripe is asked: the mark tells whether another reading overtook this one
        Instant mark = period == null
                ? null
                : context.subscription(tenant.get(), period.subscriptionId())
                        .map(known -> known.readingOf(paymentId))
                        .orElse(null);
        Optional<PaymentTruth> truth = truths.of(paymentId).map(PaymentTruths.Told::truth);
        if (truth.isEmpty()) {
            return HandlerResult.quarantine("payment " + paymentId + " is not known in this account and mode");
        }
        return period == null
                ? change(invoice, truth.get())
                : HandlerResult.apply(new PaymentCommand.SettlePeriod(
                        tenant.get(), period, truth.get(), invoice.total(), mark, null));
    }

    /** What a change inside a period added is not known any more; while no money has moved nothing need be done. */
    private static HandlerResult change(InvoiceReader invoice, PaymentTruth truth) {
        boolean moved = truth.refunded() > 0 || truth.lost() > 0 || truth.atRisk() > 0;
        return moved
                ? HandlerResult.quarantine("a payment for a change inside a period went back, of invoice "
                        + invoice.id() + "; take back by hand what the change added")
                : HandlerResult.ignore("no money of invoice " + invoice.id() + " has gone back");
    }
}
