// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import io.tollbridge.billing.testkit.stripe.internal.InvoiceLineShape;
import io.tollbridge.billing.testkit.stripe.internal.OldWords;
import io.tollbridge.billing.testkit.stripe.internal.PreBasil;
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
                .put("parent", parent(of))
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
        json.put("total_taxes", new JsonArray());
        return OldWords.invoice(
                json.json(),
                rendering,
                current -> PreBasil.invoice(
                        current,
                        id -> price(of, id),
                        due == 0 ? null : "pi_" + of.id(),
                        due == 0 || !of.paid() ? null : "ch_" + of.id()));
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
        return new InvoiceLineShape(
                        id,
                        of.id(),
                        description(line),
                        PriceRendering.CURRENCY,
                        line.amount(),
                        // a trial's line says 0 whatever the price
                        line.quantity() == 0 ? line.amount() : line.amount() / line.quantity(),
                        line.quantity(),
                        line.start(),
                        line.end(),
                        line.proration(),
                        of.subscription().id(),
                        SubscriptionRendering.itemId(of.subscription()),
                        line.price(),
                        PriceRendering.product(line.price()),
                        credited(of, line),
                        discounts(of, line),
                        SubscriptionRendering.metadata(of.subscription()),
                        livemode)
                .fields();
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

    private static @Nullable Fields credited(StripeInvoice of, StripeInvoiceLine line) {
        if (line.kind() != StripeInvoiceLine.Kind.UNUSED_TIME) {
            return null;
        }
        JsonArray lines = new JsonArray();
        lines.add("il_" + of.id() + "_credited");
        return new Fields().put("invoice", "in_before_" + of.id()).put("invoice_line_items", lines);
    }

    private JsonObject price(StripeInvoice of, String id) {
        StripeInvoiceLine line = of.lines().stream()
                .filter(one -> one.price().equals(id))
                .findFirst()
                .orElseThrow();
        return PriceRendering.price(new PriceRendering(
                        id,
                        line.unitAmount(),
                        of.subscription().periodStart(),
                        PriceRendering.Interval.of(line.start(), line.end()),
                        livemode))
                .json();
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
