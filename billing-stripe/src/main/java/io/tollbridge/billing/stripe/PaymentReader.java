// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.PurchaseOutcome;
import org.jspecify.annotations.Nullable;

/** What a PaymentIntent says about an attempt. A status of 200 says nothing; the intent's own status does. */
final class PaymentReader {
    private PaymentReader() {}

    /** How the intent stands; {@code Unknown} when it is not of the attempt's purchase or still open. */
    static PurchaseOutcome outcome(StripeJson intent, PurchaseAttempt attempt) {
        return outcome(intent, attempt.customerId(), attempt.purchaseId());
    }

    /** The same for a purchase of a customer. */
    static PurchaseOutcome outcome(StripeJson intent, String customerId, String purchaseId) {
        String id = intent.mandatory("id", intent.reference("id"));
        String customer = intent.reference("customer");
        if (customer == null
                || !customerId.equals(customer)
                || !purchaseId.equals(CustomerCalls.metadata(intent, StripeMetadata.PURCHASE))) {
            return new PurchaseOutcome.Unknown("payment " + id + " is of another customer or purchase");
        }
        String status = intent.mandatory("status", intent.text("status"));
        StripeJson error = intent.expanded("last_payment_error");
        return switch (status) {
            case "succeeded" -> new PurchaseOutcome.Succeeded(id, customer, received(intent));
            case "processing" -> new PurchaseOutcome.Processing(id);
            case "requires_action" -> new PurchaseOutcome.RequiresAction(id);
            case "canceled" ->
                new PurchaseOutcome.Failed(ErrorCode.GATEWAY_ATTEMPT_SPENT, "payment " + id + " is canceled");
            case "requires_payment_method" ->
                error == null
                        ? new PurchaseOutcome.Unknown("payment " + id + " is still " + status)
                        : declined(id, ServiceError.of(error));
            default -> new PurchaseOutcome.Unknown("payment " + id + " is still " + status);
        };
    }

    /** True for an intent that will not come to anything by itself: made, but never confirmed. */
    static boolean abandoned(StripeJson intent) {
        String status = intent.text("status");
        return "requires_confirmation".equals(status)
                || ("requires_payment_method".equals(status) && intent.expanded("last_payment_error") == null);
    }

    static PurchaseOutcome declined(@Nullable String paymentId, ServiceError error) {
        return paymentId != null && error.wantsCustomer()
                ? new PurchaseOutcome.RequiresAction(paymentId)
                : new PurchaseOutcome.Declined(paymentId, error.decline());
    }

    private static Money received(StripeJson intent) {
        return new Money(
                intent.mandatory("amount_received", intent.integer("amount_received")),
                intent.mandatory("currency", intent.text("currency")));
    }
}
