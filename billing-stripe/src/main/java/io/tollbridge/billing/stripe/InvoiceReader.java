// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Facts of an invoice, wherever its API version keeps them. Since {@code 2025-03-31.basil} what an invoice belongs to is
 * in its {@code parent}.
 */
final class InvoiceReader {
    private final StripeJson json;
    private final List<InvoiceLineReader> lines;

    InvoiceReader(StripeJson json) {
        if (!"invoice".equals(json.text("object"))) {
            throw json.unreadable("object", "is not \"invoice\"");
        }
        this.json = json;
        this.lines = json.list("lines").stream().map(InvoiceLineReader::new).toList();
    }

    String id() {
        return json.mandatory("id", json.reference("id"));
    }

    String customer() {
        return json.mandatory("customer", json.reference("customer"));
    }

    /** True when nothing is owed, be it by payment, balance, or because the total is 0. */
    boolean paid() {
        String status = json.text("status");
        return status == null ? json.mandatory("status", json.flag("paid")) : status.equals("paid");
    }

    /** What it is about in minor units, whoever or whatever paid it; 0 when it does not tell or gives something back. */
    long total() {
        Long total = json.integer("total");
        return total == null ? 0 : Math.max(0, total);
    }

    /** True while somebody is to pay it. */
    boolean open() {
        String status = json.text("status");
        return status == null ? !paid() : status.equals("open");
    }

    /** Why the invoice was made, in Stripe's words. */
    String billingReason() {
        return json.mandatory("billing_reason", json.text("billing_reason"));
    }

    /** The subscription that it is for, null when it is for none. */
    @Nullable
    String subscription() {
        StripeJson details = subscriptionDetails();
        String id = details == null ? null : details.reference("subscription");
        if (id == null) {
            id = json.reference("subscription");
        }
        return id != null || lines.isEmpty() ? id : lines.get(0).subscription();
    }

    /** What the subscription's metadata held under a key when the invoice was made, null when nothing. */
    @Nullable
    String subscriptionMetadata(String key) {
        String value = metadata(subscriptionDetails(), key);
        if (value == null) {
            value = metadata(json.object("subscription_details"), key);
        }
        // why: before 2023 only the lines of the subscription carry a copy of its metadata
        return value != null
                ? value
                : lines.stream()
                        .filter(line -> !line.invoiceItem())
                        .map(line -> line.metadata(key))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    /** The lines that came with the event; see {@link #linesMissing()}. */
    List<InvoiceLineReader> lines() {
        return lines;
    }

    /** True when the invoice has more lines than came with the event. */
    boolean linesMissing() {
        return json.truncated("lines");
    }

    private @Nullable StripeJson subscriptionDetails() {
        StripeJson parent = json.object("parent");
        return parent == null ? null : parent.object("subscription_details");
    }

    static @Nullable String metadata(@Nullable StripeJson owner, String key) {
        StripeJson metadata = owner == null ? null : owner.object("metadata");
        return metadata == null ? null : metadata.text(key);
    }
}
