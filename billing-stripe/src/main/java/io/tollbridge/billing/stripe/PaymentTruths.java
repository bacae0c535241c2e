// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentTruth;
import io.tollbridge.billing.payment.PaymentTruth.Dispute;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.payment.RecordQuery.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads all that Stripe has on record about a payment: the PaymentIntent, and, once money was taken, every refund and
 * dispute of it, page by page. Sums are never taken from the charge: whether its {@code amount_refunded} shrinks when a
 * refund fails is not documented.
 */
final class PaymentTruths {
    private final RecordCalls records;

    PaymentTruths(RecordCalls records) {
        this.records = records;
    }

    /** A payment as it stands, and the metadata that it carries. */
    record Told(PaymentTruth truth, IntentReader intent) {}

    /**
     * The truth about a payment, empty when Stripe does not know it.
     *
     * @throws UnreadablePayloadException when a part cannot be understood, or is in another currency than the payment
     */
    Optional<Told> of(String paymentId) {
        return records.read(RecordKind.PAYMENT, paymentId, "")
                .map(IntentReader::new)
                .map(this::told);
    }

    private Told told(IntentReader intent) {
        Money ordered = intent.ordered();
        PaymentTruth.State state = intent.state();
        long refunded = 0;
        List<Dispute> disputes = new ArrayList<>();
        if (state == PaymentTruth.State.SUCCEEDED) {
            refunded = refunded(intent.id(), ordered.currency());
            each(RecordKind.DISPUTE, intent.id(), json -> {
                DisputeReader dispute = new DisputeReader(json);
                inCurrency(json, dispute.amount(), ordered.currency());
                disputes.add(dispute.dispute());
            });
        }
        PaymentTruth truth = new PaymentTruth(
                intent.id(),
                intent.customer(),
                state,
                ordered,
                intent.received(),
                refunded,
                disputes,
                intent.decline());
        return new Told(truth, intent);
    }

    private long refunded(String paymentId, String currency) {
        long[] sum = {0};
        each(RecordKind.REFUND, paymentId, json -> {
            RefundReader refund = new RefundReader(json);
            Money amount = refund.amount();
            inCurrency(json, amount, currency);
            if (refund.counts()) {
                sum[0] = Math.addExact(sum[0], amount.minorUnits());
            }
        });
        return sum[0];
    }

    private static void inCurrency(StripeJson json, Money amount, String currency) {
        if (!amount.currency().equals(currency)) {
            throw json.unreadable("currency", "is not that of the payment");
        }
    }

    private void each(RecordKind kind, String paymentId, Consumer<StripeJson> consumer) {
        RecordQuery query = RecordQuery.of(kind).where(Filter.PAYMENT, paymentId);
        for (Optional<RecordQuery> page = Optional.of(query); page.isPresent(); ) {
            RecordPage listed = records.list(page.get());
            listed.records().forEach(one -> consumer.accept(StripeJson.of(one.payload())));
            page = listed.next(page.get());
        }
    }
}
