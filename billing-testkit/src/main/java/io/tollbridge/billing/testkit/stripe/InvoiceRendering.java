// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes out an invoice. */
record InvoiceRendering(ApiRendering rendering, boolean livemode) {

    JsonObject render(StripeInvoice of, Instant created) {
        long due = Math.max(0, of.total());
        Fields json = new Fields()
                .put("id", of.id())
                .put("object", "invoice")
                .put("account_country", "US")
                .put("amount_due", due)
                .put("amount_paid", of.paid() ? due : 0)
                .put("amount_remaining", of.paid() ? 0 : due)
                .put("attempt_count", due == 0 ? 0 : 1)
                .put("attempted", true)
                .put("auto_advance", false)
                .put("billing_reason", of.billingReason())
                .put("collection_method", "charge_automatically")
                .put("created", created)
                .put("currency", PriceRendering.CURRENCY)
                .put("customer", of.subscription().customer())
                .put("customer_email", null)
                .put("description", null)
                .put("lines", lines(of))
                .put("livemode", livemode)
                .put("metadata", new Fields())
                .put("period_end", periodEnd(of, created))
                .put("period_start", periodStart(of, created))
                .put("status", of.status())
                .put(
                        "status_transitions",
                        new Fields()
                                .put("finalized_at", created)
                                .put("marked_uncollectible_at", null)
                                .put("paid_at", of.paid() ? created : null)
                                .put("voided_at", null))
                .put("subtotal", of.subtotal())
                .put("total", of.total());
        switch (rendering) {
            case DAHLIA_2026_07_29 -> json.put("parent", parent(of)).put("total_taxes", new JsonArray());
            case PRE_BASIL_2020_08_27 ->
                json.put("charge", due == 0 || !of.paid() ? null : "ch_" + of.id())
                        .put("paid", of.paid())
                        .put("payment_intent", due == 0 ? null : "pi_" + of.id())
                        .put("subscription", of.subscription().id())
                        .put("tax", null);
        }
        return json.json();
    }

    /** Stripe's trap: this is the period before the one that the lines are for, or no time at all. */
    private static Instant periodStart(StripeInvoice of, Instant created) {
        if (!of.billingReason().equals("subscription_cycle") || of.lines().isEmpty()) {
            return created;
        }
        StripeInvoiceLine line = of.lines().get(0);
        return line.start().minus(Duration.between(line.start(), line.end()));
    }

    private static Instant periodEnd(StripeInvoice of, Instant created) {
        boolean renewal =
                of.billingReason().equals("subscription_cycle") && !of.lines().isEmpty();
        return renewal ? of.lines().get(0).start() : created;
    }

    private static Fields parent(StripeInvoice of) {
        return new Fields()
                .put("quote_details", null)
                .put(
                        "subscription_details",
                        new Fields()
                                .put("metadata", SubscriptionRendering.metadata(of.subscription()))
                                .put("subscription", of.subscription().id()))
                .put("type", "subscription_details");
    }

    private Fields lines(StripeInvoice of) {
        JsonArray data = new JsonArray();
        for (int i = 0; i < of.lines().size(); i++) {
            data.add(line(of, of.lines().get(i), "il_" + of.id() + "_" + i).json());
        }
        return Fields.list("/v1/invoices/" + of.id() + "/lines", of.truncated(), data);
    }

    private Fields line(StripeInvoice of, StripeInvoiceLine line, String id) {
        Fields json = new Fields()
                .put("id", id)
                .put("object", "line_item")
                .put("amount", line.amount())
                .put("currency", PriceRendering.CURRENCY)
                .put("description", description(line))
                .put("discount_amounts", discounts(of, line))
                .put("discountable", !line.proration())
                .put("discounts", new JsonArray())
                .put("livemode", livemode)
                .put("metadata", SubscriptionRendering.metadata(of.subscription()))
                .put("period", new Fields().put("end", line.end()).put("start", line.start()))
                .put("quantity", line.quantity());
        switch (rendering) {
            case DAHLIA_2026_07_29 ->
                json.put("invoice", of.id())
                        .put("parent", lineParent(of, line, id))
                        .put("pricing", pricing(line))
                        .put("subtotal", line.amount())
                        .put("taxes", new JsonArray());
            case PRE_BASIL_2020_08_27 -> oldLine(json, of, line, id);
        }
        return json;
    }

    private static JsonArray discounts(StripeInvoice of, StripeInvoiceLine line) {
        JsonArray discounts = new JsonArray();
        if (of.discounted()) {
            discounts.add(new Fields()
                    .put("amount", line.amount())
                    .put("discount", "di_" + of.id())
                    .json());
        }
        return discounts;
    }

    private static Fields lineParent(StripeInvoice of, StripeInvoiceLine line, String id) {
        return new Fields()
                .put("invoice_item_details", null)
                .put(
                        "subscription_item_details",
                        new Fields()
                                .put("invoice_item", line.proration() ? "ii_" + id : null)
                                .put("proration", line.proration())
                                .put("proration_details", new Fields().put("credited_items", credited(of, line)))
                                .put("subscription", of.subscription().id())
                                .put("subscription_item", SubscriptionRendering.itemId(of.subscription())))
                .put("type", "subscription_item_details");
    }

    private static @Nullable Fields credited(StripeInvoice of, StripeInvoiceLine line) {
        if (line.kind() != StripeInvoiceLine.Kind.UNUSED_TIME) {
            return null;
        }
        JsonArray lines = new JsonArray();
        lines.add("il_" + of.id() + "_credited");
        return new Fields().put("invoice", "in_before_" + of.id()).put("invoice_line_items", lines);
    }

    /** A trial's line says 0 whatever the price. */
    private static Fields pricing(StripeInvoiceLine line) {
        long unit = line.quantity() == 0 ? line.amount() : line.amount() / line.quantity();
        return new Fields()
                .put(
                        "price_details",
                        new Fields().put("price", line.price()).put("product", PriceRendering.product(line.price())))
                .put("type", "price_details")
                .put("unit_amount_decimal", Long.toString(unit));
    }

    private void oldLine(Fields json, StripeInvoice of, StripeInvoiceLine line, String id) {
        PriceRendering price = new PriceRendering(
                line.price(),
                line.unitAmount(),
                of.subscription().periodStart(),
                PriceRendering.Interval.of(line.start(), line.end()),
                livemode);
        if (line.proration()) {
            json.put("invoice_item", "ii_" + id);
        }
        json.put("plan", PriceRendering.plan(price))
                .put("price", PriceRendering.price(price))
                .put("proration", line.proration())
                .put("subscription", of.subscription().id())
                .put("subscription_item", SubscriptionRendering.itemId(of.subscription()))
                .put("tax_amounts", new JsonArray())
                .put("tax_rates", new JsonArray())
                .put("type", line.proration() ? "invoiceitem" : "subscription");
    }

    private static String description(StripeInvoiceLine line) {
        return switch (line.kind()) {
            case PERIOD -> line.quantity() + " × " + line.price();
            case TRIAL -> "Trial period for " + line.price();
            case UNUSED_TIME -> "Unused time on " + line.price();
            case REMAINING_TIME -> "Remaining time on " + line.price();
        };
    }
}
