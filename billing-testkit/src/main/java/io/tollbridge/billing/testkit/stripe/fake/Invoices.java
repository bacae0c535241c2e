// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import io.tollbridge.billing.testkit.stripe.internal.OldWords;
import io.tollbridge.billing.testkit.stripe.internal.PreBasil;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code /v1/invoices}. */
final class Invoices implements Resource {
    private static final String PATH = "/v1/invoices";

    private final World world;
    private final InvoiceBook book;
    private final Dunning dunning;

    Invoices(World world, InvoiceBook book, Dunning dunning) {
        this.world = world;
        this.book = book;
        this.dunning = dunning;
    }

    @Override
    public void register(Routes routes) {
        routes.get(PATH + "/{id}", call -> Answer.of(get(call)));
        routes.post(PATH + "/{id}", this::update, "metadata.*", "description", "auto_advance");
        routes.post(PATH + "/{id}/finalize", this::open, "auto_advance");
        routes.post(PATH + "/{id}/pay", this::pay, "payment_method", "off_session", "paid_out_of_band", "forgive");
        routes.post(PATH + "/{id}/void", this::voided);
        routes.post(PATH + "/{id}/mark_uncollectible", this::uncollectible);
        routes.list(PATH, this::list, "customer", "subscription", "status", "collection_method");
        routes.get(PATH + "/{id}/lines", this::lines, "limit", "starting_after", "ending_before");
        routes.get("/v1/invoice_payments/{id}", this::payment);
        routes.list(
                "/v1/invoice_payments", this::payments, "invoice", "status", "payment.type", "payment.payment_intent");
        routes.get(
                "/v1/invoiceitems/{id}",
                call -> Answer.of(world.store().get(call.scope(), "invoiceitem", call.id(), "id")));
        routes.list("/v1/invoiceitems", this::items, "customer", "invoice", "pending");
    }

    private Answer update(Call call) {
        Entity invoice = get(call);
        JsonObject before = invoice.snapshot();
        Metadata.merge(invoice, call.params());
        if (call.params().has("description")) {
            invoice.set("description", call.params().text("description"));
        }
        if (call.params().has("auto_advance")) {
            invoice.set("auto_advance", call.params().flag("auto_advance", true));
        }
        world.events().updated("invoice.updated", invoice, before);
        return Answer.of(invoice);
    }

    private Answer open(Call call) {
        Entity invoice = get(call);
        if (!invoice.is("status", "draft")) {
            throw StripeError.state(
                    "invoice_not_editable", null, "This invoice is already finalized, you can't re-finalize it.");
        }
        book.open(invoice);
        return Answer.of(invoice);
    }

    private Answer pay(Call call) {
        Entity invoice = get(call);
        Params params = call.params();
        if (invoice.is("status", "paid")) {
            throw StripeError.state("invoice_already_paid", null, "Invoice is already paid");
        }
        if (invoice.is("status", "draft")) {
            book.open(invoice);
        }
        if (invoice.is("status", "void")) {
            throw StripeError.state("invoice_not_editable", null, "This invoice is void; it cannot be paid.");
        }
        if (params.flag("paid_out_of_band", false)) {
            book.paid(invoice, true);
        } else if (!invoice.is("status", "paid")) {
            charge(call, invoice);
        }
        return Answer.of(invoice);
    }

    private void charge(Call call, Entity invoice) {
        Entity subscription = world.store().any(invoice.must("_subscription")).orElseThrow();
        String given = call.params().text("payment_method");
        Optional<Entity> method = given == null
                ? dunning.method(subscription)
                : Optional.of(PaymentMethods.resolve(world, call, given, "payment_method"));
        Payments.Presence presence = new Payments.Presence(call.params().flag("off_session", false), false, null);
        StripeError refused = dunning.collect(invoice, method, presence);
        if (refused != null) {
            throw refused;
        }
        if (!invoice.is("status", "paid")
                && book.intent(invoice)
                        .filter(intent -> intent.is("status", "requires_action"))
                        .isPresent()) {
            throw StripeError.card(
                            "invoice_payment_intent_requires_action",
                            "authentication_required",
                            "Payment for this invoice requires additional user action before it can be completed"
                                    + " successfully.")
                    .with("payment_intent", world.render(book.intent(invoice).orElseThrow(), call.rendering()));
        }
    }

    private Answer voided(Call call) {
        Entity invoice = get(call);
        requireOpen(invoice, "voided");
        book.voided(invoice);
        return Answer.of(invoice);
    }

    private Answer uncollectible(Call call) {
        Entity invoice = get(call);
        requireOpen(invoice, "marked as uncollectible");
        book.uncollectible(invoice);
        return Answer.of(invoice);
    }

    private static void requireOpen(Entity invoice, String what) {
        if (!invoice.is("status", "open") && !invoice.is("status", "uncollectible")) {
            throw StripeError.state(
                    "invoice_not_editable",
                    null,
                    "Only open or uncollectible invoices can be " + what + "; this one is " + invoice.text("status")
                            + ".");
        }
    }

    private Answer list(Call call) {
        String subscription = call.params().text("subscription");
        return Lists.page(
                call,
                world.store()
                        .all(call.scope(), "invoice")
                        .filter(Lists.same(call, "customer", "status"))
                        .filter(one -> subscription == null || one.is("_subscription", subscription)),
                PATH);
    }

    private Answer lines(Call call) {
        Entity invoice = get(call);
        int limit = Math.toIntExact(call.params().whole("limit", 10));
        String after = call.params().text("starting_after");
        JsonArray page = new JsonArray();
        boolean started = after == null;
        boolean more = false;
        for (JsonObject line : Json.data(invoice.json(), "lines")) {
            if (started && page.size() < limit) {
                page.add(shown(call, line.deepCopy()));
            } else {
                more |= started;
            }
            started |= Json.must(line, "id").equals(after);
        }
        return Answer.of(
                Fields.list(PATH + "/" + invoice.id() + "/lines", more, page).json());
    }

    private JsonObject shown(Call call, JsonObject line) {
        return call.rendering().beforeBasil()
                ? OldWords.line(PreBasil.line(line, book::price), call.rendering())
                : line;
    }

    private Answer payment(Call call) {
        return Answer.of(world.store().get(call.scope(), "invoice_payment", call.id(), "id"));
    }

    private Answer payments(Call call) {
        String intent = call.params().group("payment").text("payment_intent");
        Predicate<Entity> wanted =
                one -> intent == null || intent.equals(Json.text(one.group("payment"), "payment_intent"));
        return Lists.page(
                call,
                world.store()
                        .all(call.scope(), "invoice_payment")
                        .filter(Lists.same(call, "invoice", "status"))
                        .filter(wanted),
                "/v1/invoice_payments");
    }

    private Answer items(Call call) {
        Boolean pending = call.params().flag("pending");
        return Lists.page(
                call,
                world.store()
                        .all(call.scope(), "invoiceitem")
                        .filter(Lists.same(call, "customer", "invoice"))
                        .filter(one -> pending == null || pending != one.has("invoice")),
                "/v1/invoiceitems");
    }

    private Entity get(Call call) {
        return world.store().get(call.scope(), "invoice", call.id(), "invoice");
    }
}
