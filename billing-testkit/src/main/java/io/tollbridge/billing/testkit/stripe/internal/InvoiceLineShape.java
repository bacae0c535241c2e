// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.internal;

import com.google.gson.JsonArray;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of an invoice for a subscription, in the current API version.
 *
 * @param id Stripe's id of it
 * @param invoice id of the invoice
 * @param description what it says
 * @param currency three letters in lower case
 * @param amount in minor units, negative for a credit
 * @param unitAmount price of one unit, in minor units
 * @param quantity how many units
 * @param start first instant that it is for
 * @param end first instant that it is no longer for
 * @param proration whether it is for a part of a period
 * @param subscription id of the subscription
 * @param item id of the subscription's item
 * @param price id of the price
 * @param product id of the product
 * @param credited what it gives back, null for nothing
 * @param discounts amounts that were taken off
 * @param metadata the host's own keys
 * @param livemode true for live mode
 */
public record InvoiceLineShape(
        String id,
        String invoice,
        String description,
        String currency,
        long amount,
        long unitAmount,
        long quantity,
        Instant start,
        Instant end,
        boolean proration,
        String subscription,
        String item,
        String price,
        String product,
        @Nullable Fields credited,
        JsonArray discounts,
        Fields metadata,
        boolean livemode) {

    /** The line as Stripe writes it. */
    public Fields fields() {
        return new Fields()
                .put("id", id)
                .put("object", "line_item")
                .put("amount", amount)
                .put("currency", currency)
                .put("description", description)
                .put("discount_amounts", discounts)
                .put("discountable", !proration)
                .put("discounts", List.of())
                .put("invoice", invoice)
                .put("livemode", livemode)
                .put("metadata", metadata)
                .put("parent", parent())
                .put("period", new Fields().put("end", end).put("start", start))
                .put("pricing", pricing())
                .put("quantity", quantity)
                .put("subtotal", amount)
                .put("taxes", List.of());
    }

    private Fields parent() {
        return new Fields()
                .put("invoice_item_details", null)
                .put(
                        "subscription_item_details",
                        new Fields()
                                .put("invoice_item", proration ? "ii_" + id : null)
                                .put("proration", proration)
                                .put("proration_details", new Fields().put("credited_items", credited))
                                .put("subscription", subscription)
                                .put("subscription_item", item))
                .put("type", "subscription_item_details");
    }

    private Fields pricing() {
        return new Fields()
                .put("price_details", new Fields().put("price", price).put("product", product))
                .put("type", "price_details")
                .put("unit_amount_decimal", Long.toString(unitAmount));
    }
}
