// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.PaymentReceipt;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.payment.RecordQuery.Filter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Receipts and invoices: addresses that Stripe makes, read anew each time because some of them end. */
final class ReceiptCalls {
    private final RecordCalls records;

    ReceiptCalls(RecordCalls records) {
        this.records = records;
    }

    Optional<PaymentReceipt> of(String paymentId) {
        StripeJson intent = records.read(RecordKind.PAYMENT, paymentId, "")
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.GATEWAY_OBJECT_UNKNOWN,
                        "Stripe has no payment " + paymentId
                                + "; check that the API key is of the account and mode where it was made",
                        null,
                        null,
                        null));
        String chargeId = intent.reference("latest_charge");
        StripeJson charge = chargeId == null
                ? null
                : records.read(RecordKind.CHARGE, chargeId, "").orElse(null);
        if (charge == null || !Boolean.TRUE.equals(charge.flag("paid"))) {
            return Optional.empty();
        }
        StripeJson invoice = invoice(paymentId);
        return Optional.of(new PaymentReceipt(
                paymentId,
                charge.text("receipt_number"),
                address(charge, "receipt_url"),
                invoice == null ? null : invoice.text("number"),
                invoice == null ? null : address(invoice, "hosted_invoice_url"),
                invoice == null ? null : address(invoice, "invoice_pdf")));
    }

    /** A payment does not name its invoice; the list of invoice payments does. */
    private @Nullable StripeJson invoice(String paymentId) {
        RecordQuery query = RecordQuery.of(RecordKind.INVOICE_PAYMENT)
                .where(Filter.PAYMENT, paymentId)
                .limit(1);
        return records.list(query).records().stream()
                .findFirst()
                .map(one -> StripeJson.of(one.payload()).reference("invoice"))
                .flatMap(id -> records.read(RecordKind.INVOICE, id, ""))
                .orElse(null);
    }

    private static @Nullable URI address(StripeJson json, String field) {
        String text = json.text(field);
        try {
            return text == null ? null : new URI(text);
        } catch (URISyntaxException noAddress) {
            // why without the value: it lets whoever reads it in
            throw json.unreadable(field, "is not an address");
        }
    }
}
