// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentTruth;
import org.jspecify.annotations.Nullable;

/** Facts of a PaymentIntent. */
final class IntentReader {
    private final StripeJson json;

    IntentReader(StripeJson json) {
        this.json = typed(json, "payment_intent");
    }

    /** The object, which must say of itself that it is of the type. */
    static StripeJson typed(StripeJson json, String type) {
        if (!type.equals(json.text("object"))) {
            throw json.unreadable("object", "is not \"" + type + "\"");
        }
        return json;
    }

    /** Minor units that must be there. */
    static long amount(StripeJson json, String field) {
        long amount = json.mandatory(field, json.integer(field));
        if (amount < 0) {
            throw json.unreadable(field, "is negative");
        }
        return amount;
    }

    static Money money(StripeJson json, String field) {
        String currency = json.mandatory("currency", json.text("currency"));
        if (currency.length() != 3 || !currency.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
            throw json.unreadable("currency", "is not a currency");
        }
        return new Money(amount(json, field), currency);
    }

    String id() {
        return json.mandatory("id", json.reference("id"));
    }

    @Nullable
    String customer() {
        return json.reference("customer");
    }

    @Nullable
    String metadata(String key) {
        return InvoiceReader.metadata(json, key);
    }

    Money ordered() {
        return money(json, "amount");
    }

    /** What has come. A status of "succeeded" without it is not readable: it would be guessed. */
    long received() {
        return state() == PaymentTruth.State.SUCCEEDED ? amount(json, "amount_received") : transferred();
    }

    /** What has come by bank transfer of a payment that is not complete; 0 for other payments. */
    private long transferred() {
        StripeJson action = json.expanded("next_action");
        StripeJson transfer = action == null ? null : action.expanded("display_bank_transfer_instructions");
        Long remaining = transfer == null ? null : transfer.integer("amount_remaining");
        long ordered = ordered().minorUnits();
        return remaining == null || remaining < 0 || remaining > ordered ? 0 : ordered - remaining;
    }

    PaymentTruth.State state() {
        String status = json.mandatory("status", json.text("status"));
        return switch (status) {
            case "succeeded" -> PaymentTruth.State.SUCCEEDED;
            case "processing" -> PaymentTruth.State.PROCESSING;
            case "requires_action", "requires_source_action" ->
                // why: a part has come, and nobody is asked for anything but to wait for the rest
                transferred() > 0 ? PaymentTruth.State.PROCESSING : PaymentTruth.State.ACTION_REQUIRED;
            case "requires_payment_method", "requires_source" ->
                json.expanded("last_payment_error") == null ? PaymentTruth.State.OPEN : PaymentTruth.State.DECLINED;
            case "requires_confirmation", "requires_capture" -> PaymentTruth.State.OPEN;
            case "canceled" -> PaymentTruth.State.CANCELED;
            default -> throw json.unreadable("status", "is none that this library knows");
        };
    }

    @Nullable
    Decline decline() {
        StripeJson error = json.expanded("last_payment_error");
        return error == null ? null : ServiceError.of(error).decline();
    }
}
