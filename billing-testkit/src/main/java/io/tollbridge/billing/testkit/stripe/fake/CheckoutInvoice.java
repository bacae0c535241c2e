// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.util.List;

/** The paid invoice that Stripe writes for a Checkout payment when {@code invoice_creation} is on. */
final class CheckoutInvoice {
    private final World world;

    CheckoutInvoice(World world) {
        this.world = world;
    }

    /** Writes it, for a session whose payment has come through. It has the same payment, and no subscription. */
    void write(Entity session) {
        Entity intent = world.store().any(session.must("payment_intent")).orElseThrow();
        String id = world.ids().next("in");
        long total = session.whole("amount_total");
        JsonArray lines = new JsonArray();
        Json.objects(session.array("_lines")).forEach(line -> lines.add(line(line, id)));
        Entity invoice = world.create(
                session.scope(),
                id,
                new Fields()
                        .put("object", "invoice")
                        .put("account_country", "US")
                        .put("amount_due", total)
                        .put("amount_overpaid", 0)
                        .put("amount_paid", total)
                        .put("amount_remaining", 0)
                        .put("attempt_count", 1)
                        .put("attempted", true)
                        .put("auto_advance", false)
                        .put("billing_reason", "manual")
                        .put("collection_method", "charge_automatically")
                        .put("currency", session.must("currency"))
                        .put("customer", session.text("customer"))
                        .put("lines", Fields.list("/v1/invoices/" + id + "/lines", false, lines))
                        .put("metadata", session.group("_invoice_metadata").deepCopy())
                        .put("next_payment_attempt", null)
                        .put("parent", null)
                        .put("period_end", world.now())
                        .put("period_start", world.now())
                        .put("status", "paid")
                        .put(
                                "status_transitions",
                                new Fields()
                                        .put("finalized_at", world.now())
                                        .put("marked_uncollectible_at", null)
                                        .put("paid_at", world.now())
                                        .put("voided_at", null))
                        .put("subtotal", total)
                        .put("total", total)
                        .put("total_taxes", List.of())
                        .json());
        InvoiceBook.publish(world, invoice);
        Entity payment = InvoiceBook.payment(world, invoice, intent, total);
        intent.set("_invoice", id);
        session.set("invoice", id);
        for (String type : new String[] {"created", "finalized", "paid", "payment_succeeded"}) {
            world.events().emit("invoice." + type, invoice);
        }
        InvoiceBook.paidBy(world, payment, total);
    }

    private JsonObject line(JsonObject bought, String invoice) {
        JsonObject price = Json.group(bought, "price");
        return new Fields()
                .put("id", world.ids().next("il"))
                .put("object", "line_item")
                .put("amount", Json.whole(bought, "amount_total"))
                .put("currency", Json.must(bought, "currency"))
                .put("description", Json.text(bought, "description"))
                .put("discount_amounts", List.of())
                .put("discountable", true)
                .put("discounts", List.of())
                .put("invoice", invoice)
                .put("livemode", Json.flag(price, "livemode"))
                .put("metadata", new Fields())
                .put("parent", null)
                .put("period", new Fields().put("end", world.now()).put("start", world.now()))
                .put(
                        "pricing",
                        new Fields()
                                .put(
                                        "price_details",
                                        new Fields()
                                                .put("price", Json.must(price, "id"))
                                                .put("product", Json.must(price, "product")))
                                .put("type", "price_details")
                                .put("unit_amount_decimal", Json.must(price, "unit_amount_decimal")))
                .put("quantity", Json.whole(bought, "quantity"))
                .put("subtotal", Json.whole(bought, "amount_total"))
                .put("taxes", List.of())
                .json();
    }
}
