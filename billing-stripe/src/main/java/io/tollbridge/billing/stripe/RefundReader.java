// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.payment.Money;
import org.jspecify.annotations.Nullable;

/** Facts of a refund. */
final class RefundReader {
    private final StripeJson json;

    RefundReader(StripeJson json) {
        this.json = IntentReader.typed(json, "refund");
    }

    /** The payment, null when only the charge is named. */
    @Nullable
    String payment() {
        return json.reference("payment_intent");
    }

    @Nullable
    String charge() {
        return json.reference("charge");
    }

    Money amount() {
        return IntentReader.money(json, "amount");
    }

    /** True when the money is the customer's, or on its way there. */
    boolean counts() {
        String status = json.mandatory("status", json.text("status"));
        return switch (status) {
            case "succeeded", "pending", "requires_action" -> true;
            case "failed", "canceled" -> false;
            default -> throw json.unreadable("status", "is none that this library knows");
        };
    }
}
