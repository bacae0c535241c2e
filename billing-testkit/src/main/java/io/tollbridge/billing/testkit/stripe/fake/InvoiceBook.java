// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import io.tollbridge.billing.testkit.stripe.internal.OldWords;
import io.tollbridge.billing.testkit.stripe.internal.PreBasil;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes invoices and moves them through their states. Collecting the money is done by {@link Dunning}. */
final class InvoiceBook {
    private static final int SHOWN_LINES = 10;

    private final World world;
    private final Payments payments;
    private final List<Consumer<Entity>> paid = new ArrayList<>();

    InvoiceBook(World world, Payments payments) {
        this.world = world;
        this.payments = payments;
        world.versions().shown("invoice", (invoice, shown, version) -> cutLines(shown));
        world.versions().old("invoice", this::old);
        world.versions()
                .includable(
                        "invoice",
                        "payments",
                        (id, rendering) -> rendering.list(of(id), false, "/v1/invoice_payments?invoice=" + id));
        world.versions().includable("invoice", "confirmation_secret", (id, rendering) -> secret(id));
    }

    /** Called with each invoice that has become paid, after its events. */
    void onPaid(Consumer<Entity> listener) {
        paid.add(listener);
    }

    /** A draft for a subscription. */
    Entity draft(Entity subscription, String reason, List<LineDraft> lines) {
        String id = world.ids().next("in");
        Entity customer = world.store().any(subscription.must("customer")).orElseThrow();
        JsonArray written = new JsonArray();
        lines.forEach(line -> written.add(line.line(world, subscription, id)));
        pendingItems(subscription, id).forEach(written::add);
        long total = Json.objects(written).stream()
                .mapToLong(line -> Json.whole(line, "amount"))
                .sum();
        boolean cycle = reason.equals("subscription_cycle");
        Instant now = world.now();
        Fields fields = new Fields()
                .put("object", "invoice")
                .put("account_country", "US")
                .put("account_name", "Tollbridge test account")
                .put("amount_due", Math.max(0, total))
                .put("amount_overpaid", 0)
                .put("amount_paid", 0)
                .put("amount_remaining", Math.max(0, total))
                .put("attempt_count", 0)
                .put("attempted", false)
                .put("auto_advance", true)
                .put("billing_reason", reason)
                .put("collection_method", "charge_automatically")
                .put("currency", subscription.must("currency"))
                .put("customer", customer.id())
                .put("customer_email", customer.text("email"))
                .put("customer_name", customer.text("name"))
                .put("default_payment_method", null)
                .put("description", null)
                .put("discounts", List.of())
                .put("due_date", null)
                .put("effective_at", null)
                .put("ending_balance", null)
                .put("hosted_invoice_url", null)
                .put("invoice_pdf", null)
                .put("lines", Fields.list("/v1/invoices/" + id + "/lines", false, written))
                .put("metadata", new Fields())
                .put("next_payment_attempt", null)
                .put("number", null)
                .put("parent", parent(subscription))
                .put("period_end", cycle ? SubscriptionItems.start(subscription) : now)
                .put("period_start", cycle ? subscription.time("_last_start") : now)
                .put("starting_balance", customer.whole("balance"))
                .put("status", "draft")
                .put(
                        "status_transitions",
                        new Fields()
                                .put("finalized_at", null)
                                .put("marked_uncollectible_at", null)
                                .put("paid_at", null)
                                .put("voided_at", null))
                .put("subtotal", total)
                .put("total", total)
                .put("total_discount_amounts", List.of())
                .put("total_taxes", List.of())
                .put("webhooks_delivered_at", now)
                .put("_subscription", subscription.id());
        Entity invoice = world.create(subscription.scope(), id, fields.json());
        subscription.set("latest_invoice", id);
        world.events().emit("invoice.created", invoice);
        return invoice;
    }

    /** Makes a draft final: it gets a number, the customer's balance is used, and a payment if there is one to make. */
    void open(Entity invoice) {
        Entity customer = publish(world, invoice);
        long sum = Math.addExact(invoice.whole("total"), customer.whole("balance"));
        long due = Math.max(0, sum);
        invoice.set("starting_balance", customer.whole("balance"))
                .set("ending_balance", Math.min(0, sum))
                .set("effective_at", world.now())
                .set("amount_due", due)
                .set("amount_remaining", due)
                .set("status", "open");
        if (!customer.isDeleted() && customer.whole("balance") != Math.min(0, sum)) {
            JsonObject old = customer.snapshot();
            customer.set("balance", Math.min(0, sum));
            world.events().updated("customer.updated", customer, old);
        }
        invoice.group("status_transitions")
                .addProperty("finalized_at", world.now().getEpochSecond());
        if (due > 0) {
            payment(invoice, due);
        }
        world.events().emit("invoice.finalized", invoice);
        if (due == 0) {
            paid(invoice, false);
        }
    }

    /** A final invoice has a number, a page and a file. Returns its customer. */
    static Entity publish(World world, Entity invoice) {
        Entity customer = world.store().any(invoice.must("customer")).orElseThrow();
        long number = customer.whole("next_invoice_sequence");
        customer.set("next_invoice_sequence", number + 1);
        invoice.set("number", customer.text("invoice_prefix") + "-" + String.format(Locale.ROOT, "%04d", number))
                .set("hosted_invoice_url", "https://invoice.stripe.com/i/acct_test/test_" + invoice.id())
                .set("invoice_pdf", "https://pay.stripe.com/invoice/acct_test/test_" + invoice.id() + "/pdf");
        return customer;
    }

    /** The money is there, or has come by another way. */
    void paid(Entity invoice, boolean outOfBand) {
        if (invoice.is("status", "paid")) {
            return;
        }
        JsonObject before = invoice.snapshot();
        long due = invoice.whole("amount_due");
        invoice.set("status", "paid")
                .set("attempted", true)
                .set("auto_advance", false)
                .set("amount_paid", outOfBand ? 0 : due)
                .set("amount_remaining", outOfBand ? due : 0)
                .set("next_payment_attempt", null);
        if (outOfBand) {
            invoice.set("amount_remaining", 0).set("_out_of_band", true);
        }
        invoice.group("status_transitions").addProperty("paid_at", world.now().getEpochSecond());
        world.events().updated("invoice.updated", invoice, before);
        world.events().emit("invoice.paid", invoice);
        if (!outOfBand) {
            world.events().emit("invoice.payment_succeeded", invoice);
        }
        current(invoice).ifPresent(payment -> closePayment(payment, outOfBand, due));
        paid.forEach(listener -> listener.accept(invoice));
    }

    void voided(Entity invoice) {
        end(invoice, "void", "voided_at", "invoice.voided");
        current(invoice).ifPresent(payment -> closePayment(payment, true, 0));
    }

    /** The payment stays open: a customer may still pay what nobody expects any more. */
    void uncollectible(Entity invoice) {
        end(invoice, "uncollectible", "marked_uncollectible_at", "invoice.marked_uncollectible");
    }

    /** The payment of an invoice that still can be made. */
    Optional<Entity> current(Entity invoice) {
        return of(invoice.id()).stream()
                .filter(payment -> payment.is("status", "open"))
                .findFirst();
    }

    Optional<Entity> intent(Entity invoice) {
        return of(invoice.id()).stream()
                .filter(payment -> !payment.is("status", "canceled"))
                .findFirst()
                .map(this::intentOf);
    }

    private Entity intentOf(Entity payment) {
        String id = Json.must(payment.group("payment"), "payment_intent");
        return world.store().any(id).orElseThrow();
    }

    private void end(Entity invoice, String status, String moment, String event) {
        invoice.set("status", status).set("auto_advance", false).set("next_payment_attempt", null);
        invoice.group("status_transitions").addProperty(moment, world.now().getEpochSecond());
        world.events().emit(event, invoice);
    }

    private void payment(Entity invoice, long due) {
        Entity intent = PaymentIntents.make(
                world,
                invoice.scope(),
                new Fields()
                        .put("amount", due)
                        .put("currency", invoice.must("currency"))
                        .put("customer", invoice.must("customer"))
                        .put("description", "Subscription")
                        .put("setup_future_usage", "off_session")
                        .put("_invoice", invoice.id()));
        payment(world, invoice, intent, due);
    }

    /** Says that an invoice is to be paid by an intent. */
    static Entity payment(World world, Entity invoice, Entity intent, long amount) {
        return world.create(
                invoice.scope(),
                "inpay",
                new Fields()
                        .put("object", "invoice_payment")
                        .put("amount_paid", null)
                        .put("amount_requested", amount)
                        .put("currency", invoice.must("currency"))
                        .put("invoice", invoice.id())
                        .put("is_default", true)
                        .put(
                                "payment",
                                new Fields().put("payment_intent", intent.id()).put("type", "payment_intent"))
                        .put("status", "open")
                        .put(
                                "status_transitions",
                                new Fields().put("canceled_at", null).put("paid_at", null)));
    }

    /** Says that it has been paid. */
    static void paidBy(World world, Entity payment, long amount) {
        payment.set("status", "paid").set("amount_paid", amount);
        payment.group("status_transitions").addProperty("paid_at", world.now().getEpochSecond());
        world.events().emit("invoice_payment.paid", payment);
    }

    private void closePayment(Entity payment, boolean canceled, long amount) {
        if (canceled) {
            payment.set("status", "canceled");
            payment.group("status_transitions")
                    .addProperty("canceled_at", world.now().getEpochSecond());
            Entity intent = intentOf(payment);
            if (!intent.is("status", "succeeded") && !intent.is("status", "canceled")) {
                payments.cancel(intent, "void_invoice");
            }
            return;
        }
        paidBy(world, payment, amount);
    }

    private List<Entity> of(String invoice) {
        return world.store()
                .all("invoice_payment")
                .filter(payment -> payment.is("invoice", invoice))
                .toList();
    }

    /** Takes what was put aside for the next invoice. */
    private List<JsonObject> pendingItems(Entity subscription, String invoice) {
        List<JsonObject> lines = new ArrayList<>();
        world.store()
                .all(subscription.scope(), "invoiceitem")
                .filter(item -> item.is("_subscription", subscription.id()) && !item.has("invoice"))
                .forEach(item -> {
                    item.set("invoice", invoice);
                    JsonObject line = item.group("_line").deepCopy();
                    line.addProperty("invoice", invoice);
                    lines.add(0, line);
                });
        return lines;
    }

    private static Fields parent(Entity subscription) {
        return new Fields()
                .put("quote_details", null)
                .put(
                        "subscription_details",
                        new Fields()
                                .put("metadata", subscription.group("metadata").deepCopy())
                                .put("subscription", subscription.id()))
                .put("type", "subscription_details");
    }

    private Fields confirmation(Entity intent) {
        return new Fields().put("client_secret", intent.text("client_secret")).put("type", "payment_intent");
    }

    private JsonElement secret(String id) {
        Optional<Entity> intent = world.store().any(id).flatMap(this::intent);
        return Fields.element(intent.map(this::confirmation).orElse(null));
    }

    private static JsonObject cutLines(JsonObject shown) {
        JsonObject lines = Json.group(shown, "lines");
        JsonArray data = Json.array(lines, "data");
        lines.addProperty("has_more", data.size() > SHOWN_LINES);
        while (data.size() > SHOWN_LINES) {
            data.remove(data.size() - 1);
        }
        return shown;
    }

    private JsonObject old(Entity invoice, JsonObject shown, ApiRendering version) {
        return OldWords.invoice(shown, version, current -> preBasil(invoice, current));
    }

    private JsonObject preBasil(Entity invoice, JsonObject shown) {
        Optional<Entity> intent = intent(invoice);
        @Nullable
        String charge = invoice.is("status", "paid")
                ? intent.map(one -> one.text("latest_charge")).orElse(null)
                : null;
        return PreBasil.invoice(shown, this::price, intent.map(Entity::id).orElse(null), charge);
    }

    JsonObject price(String id) {
        return world.render(world.store().any(id).orElseThrow(), ApiRendering.PRE_BASIL_2020_08_27);
    }
}
