// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import org.jspecify.annotations.Nullable;

/** Facts of a Checkout session. */
final class SessionReader {
    private final StripeJson json;

    SessionReader(StripeJson json) {
        this.json = IntentReader.typed(json, "checkout.session");
    }

    String id() {
        return json.mandatory("id", json.reference("id"));
    }

    /** True when something is sold once; else it is a subscription, or only a card is kept. */
    boolean sellsOnce() {
        return "payment".equals(json.text("mode"));
    }

    /** The payment, null until the customer submits the page, and when nothing was to be paid. */
    @Nullable
    String payment() {
        return json.reference("payment_intent");
    }

    @Nullable
    String metadata(String key) {
        return InvoiceReader.metadata(json, key);
    }

    /** True when the page's time is over and it was not submitted. */
    boolean expired() {
        return "expired".equals(json.text("status"));
    }

    /** True when the customer has submitted it. */
    boolean complete() {
        return "complete".equals(json.text("status"));
    }
}
