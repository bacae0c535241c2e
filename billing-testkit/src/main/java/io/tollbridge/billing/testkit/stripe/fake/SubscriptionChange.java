// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes of subscriptions that a caller asks for. */
final class SubscriptionChange {
    private final World world;
    private final SubscriptionItems items;
    private final InvoiceBook book;
    private final Dunning dunning;
    private final SubscriptionLife life;

    SubscriptionChange(World world, InvoiceBook book, Dunning dunning, SubscriptionLife life) {
        this.world = world;
        this.items = new SubscriptionItems(world);
        this.book = book;
        this.dunning = dunning;
        this.life = life;
    }

    Entity update(Call call, Entity subscription) {
        Params params = call.params();
        checkEnded(subscription, params);
        JsonObject before = subscription.snapshot();
        JsonArray wanted = params.has("items") ? items.update(call, subscription) : null;
        String prorate =
                params.oneOf("proration_behavior", "create_prorations", "create_prorations", "always_invoice", "none");
        String behavior =
                params.oneOf("payment_behavior", "allow_incomplete", "default_incomplete", "pending_if_incomplete");
        boolean restart = restarts(params);
        plain(call, subscription);
        cancellation(params, subscription);
        pauseCollection(params, subscription);
        boolean trialEnds = endsTrial(params, subscription);
        if (wanted == null && !restart && !trialEnds) {
            world.events().updated("customer.subscription.updated", subscription, before);
            life.schedule(subscription);
            return subscription;
        }
        Instant at = params.time("proration_date");
        swap(
                subscription,
                before,
                new Swap(wanted, prorate, behavior, restart, trialEnds, at == null ? world.now() : at));
        return subscription;
    }

    /** What is to be swapped, and how. */
    private record Swap(
            @Nullable JsonArray items,
            String prorate,
            String behavior,
            boolean restart,
            boolean trialEnds,
            Instant at) {}

    private void swap(Entity subscription, JsonObject before, Swap swap) {
        List<JsonObject> old = copies(SubscriptionItems.of(subscription));
        boolean trial = subscription.is("status", "trialing") && !swap.trialEnds;
        if (swap.items != null) {
            subscription.set("items", SubscriptionItems.list(subscription.id(), swap.items));
            stretch(subscription, old);
        }
        boolean whole = swap.restart || swap.trialEnds;
        if (whole) {
            subscription.set("status", swap.trialEnds ? "active" : subscription.must("status"));
            life.begin(subscription, world.now());
        }
        List<LineDraft> lines = trial ? List.of() : lines(subscription, old, swap, whole);
        boolean invoiced = whole || (swap.prorate.equals("always_invoice") && !lines.isEmpty());
        if (!invoiced) {
            world.events().updated("customer.subscription.updated", subscription, before);
            life.putAside(subscription, swap.prorate.equals("none") ? List.of() : lines);
            life.schedule(subscription);
        } else if (swap.behavior.equals("pending_if_incomplete")) {
            tryFirst(subscription, before, lines);
        } else {
            world.events().updated("customer.subscription.updated", subscription, before);
            life.schedule(subscription);
            Entity invoice = book.draft(subscription, "subscription_update", lines);
            book.open(invoice);
            if (invoice.is("status", "open") && !swap.behavior.equals("default_incomplete")) {
                // why: a refusal makes the subscription past due, and that is the answer
                StripeError ignored =
                        dunning.collect(invoice, dunning.method(subscription), Payments.Presence.RENEWING);
            }
        }
    }

    private static List<LineDraft> lines(Entity subscription, List<JsonObject> old, Swap swap, boolean whole) {
        List<JsonObject> now = SubscriptionItems.of(subscription);
        if (!whole) {
            return swap.prorate.equals("none") ? List.of() : Prorations.between(old, now, swap.at);
        }
        List<LineDraft> lines = new ArrayList<>();
        if (!swap.trialEnds && !swap.prorate.equals("none")) {
            old.forEach(item -> lines.addAll(Prorations.unused(item, swap.at)));
        }
        lines.addAll(LineDraft.period(subscription));
        return lines;
    }

    /** The change holds only when it is paid for. */
    private void tryFirst(Entity subscription, JsonObject before, List<LineDraft> lines) {
        JsonArray wanted = Json.array(subscription.group("items"), "data").deepCopy();
        Entity invoice = book.draft(subscription, "subscription_update", lines);
        invoice.set("_pending_update", true);
        JsonObject changed = subscription.snapshot();
        revert(subscription, before, invoice);
        book.open(invoice);
        if (invoice.is("status", "open")) {
            // why: a refusal leaves the change pending, and that is the answer
            StripeError ignored = dunning.collect(invoice, dunning.method(subscription), Payments.Presence.RENEWING);
        }
        if (invoice.is("status", "paid")) {
            changed.entrySet().forEach(field -> subscription.set(field.getKey(), field.getValue()));
            invoice.set("_pending_update", false);
            world.events().updated("customer.subscription.updated", subscription, before);
            life.schedule(subscription);
        } else {
            life.expect(subscription, invoice, wanted);
        }
    }

    private static void revert(Entity subscription, JsonObject before, Entity invoice) {
        before.deepCopy().entrySet().forEach(field -> subscription.set(field.getKey(), field.getValue()));
        subscription.set("latest_invoice", invoice.id());
    }

    /** Another interval keeps the start of the period and gets a new end. */
    private static void stretch(Entity subscription, List<JsonObject> old) {
        JsonObject price =
                SubscriptionItems.price(SubscriptionItems.of(subscription).get(0));
        if (!Periods.sameInterval(SubscriptionItems.price(old.get(0)), price)) {
            Instant start = Json.mustTime(old.get(0), "current_period_start");
            SubscriptionItems.period(subscription, start, Periods.plus(start, price, 1));
        }
    }

    Entity cancel(Call call, Entity subscription) {
        if (SubscriptionLife.isOver(subscription)) {
            throw StripeError.missing("subscription", subscription.id(), "id");
        }
        Params params = call.params();
        details(params, subscription);
        if (params.flag("prorate", false)) {
            List<LineDraft> unused = new ArrayList<>();
            SubscriptionItems.of(subscription).forEach(item -> unused.addAll(Prorations.unused(item, world.now())));
            life.putAside(subscription, unused);
        }
        SubscriptionLife.end(world, subscription, "cancellation_requested");
        Optional<Entity> latest = Optional.ofNullable(subscription.text("latest_invoice"))
                .flatMap(id -> world.store().any(id))
                .filter(invoice -> invoice.is("status", "open") || invoice.is("status", "draft"));
        latest.ifPresent(Dunning::stop);
        if (params.flag("invoice_now", false)) {
            book.open(book.draft(subscription, "manual", List.of()));
        }
        life.schedule(subscription);
        return subscription;
    }

    Entity resume(Entity subscription) {
        if (!subscription.is("status", "paused")) {
            throw StripeError.state(
                    "subscription_not_paused",
                    null,
                    "The subscription must be paused to be resumed; it is " + subscription.text("status") + ".");
        }
        JsonObject before = subscription.snapshot();
        subscription.set("status", "active");
        life.begin(subscription, world.now());
        world.events().updated("customer.subscription.updated", subscription, before);
        world.events().emit("customer.subscription.resumed", subscription);
        life.schedule(subscription);
        Entity invoice = book.draft(subscription, "subscription_cycle", LineDraft.period(subscription));
        book.open(invoice);
        if (invoice.is("status", "open")) {
            // why: a refusal makes the subscription past due, and that is the answer
            StripeError ignored = dunning.collect(invoice, dunning.method(subscription), Payments.Presence.RENEWING);
        }
        return subscription;
    }

    private static void checkEnded(Entity subscription, Params params) {
        boolean harmless = params.tree().keySet().stream()
                .allMatch(name ->
                        name.equals("metadata") || name.equals("cancellation_details") || name.equals("expand"));
        if (SubscriptionLife.isOver(subscription) && !harmless) {
            throw StripeError.invalidParam(
                    "id", "A canceled subscription can only update its cancellation_details and metadata.");
        }
    }

    private static boolean restarts(Params params) {
        return params.oneOf("billing_cycle_anchor", "unchanged", "now", "unchanged")
                .equals("now");
    }

    private void plain(Call call, Entity subscription) {
        Params params = call.params();
        Metadata.merge(subscription, params);
        if (params.has("description")) {
            subscription.set("description", params.text("description"));
        }
        if (params.has("default_payment_method")) {
            Entity customer = world.store().any(subscription.must("customer")).orElseThrow();
            subscription.set("default_payment_method", Subscriptions.method(world, call, customer));
        }
        String missing = params.group("trial_settings").group("end_behavior").text("missing_payment_method");
        if (missing != null) {
            subscription.set(
                    "trial_settings",
                    new Fields().put("end_behavior", new Fields().put("missing_payment_method", missing)));
        }
    }

    private void cancellation(Params params, Entity subscription) {
        details(params, subscription);
        boolean scheduled = subscription.has("cancel_at") || subscription.flag("cancel_at_period_end");
        if (params.has("cancel_at_period_end")) {
            boolean atEnd = params.flag("cancel_at_period_end", false);
            subscription.set("cancel_at_period_end", atEnd);
            subscription.set("cancel_at", atEnd ? SubscriptionItems.end(subscription) : null);
        }
        if (params.has("cancel_at")) {
            Instant at = params.time("cancel_at");
            if (at != null && at.isBefore(world.now())) {
                throw StripeError.invalidParam("cancel_at", "`cancel_at` must be a timestamp in the future.");
            }
            subscription.set("cancel_at", at).set("cancel_at_period_end", false);
        }
        boolean ends = subscription.has("cancel_at");
        if (ends && !scheduled) {
            subscription.set("canceled_at", world.now());
            subscription.group("cancellation_details").addProperty("reason", "cancellation_requested");
        } else if (!ends && scheduled) {
            subscription.set("canceled_at", null);
            subscription.group("cancellation_details").add("reason", JsonNull.INSTANCE);
        }
    }

    private static void details(Params params, Entity subscription) {
        Params given = params.group("cancellation_details");
        for (String field : new String[] {"comment", "feedback"}) {
            if (given.has(field)) {
                subscription.group("cancellation_details").add(field, Fields.element(given.text(field)));
            }
        }
    }

    private static void pauseCollection(Params params, Entity subscription) {
        if (params.cleared("pause_collection")) {
            subscription.set("pause_collection", null);
        } else if (params.has("pause_collection")) {
            Params pause = params.group("pause_collection");
            pause.required("behavior");
            subscription.set(
                    "pause_collection",
                    new Fields()
                            .put("behavior", pause.oneOf("behavior", "void", "keep_as_draft", "mark_uncollectible"))
                            .put("resumes_at", pause.time("resumes_at")));
        }
    }

    /** Whether the trial ends now; another end only moves it. */
    private boolean endsTrial(Params params, Entity subscription) {
        if (!params.has("trial_end")) {
            return false;
        }
        boolean trialing = subscription.is("status", "trialing");
        if ("now".equals(params.text("trial_end"))) {
            subscription.set("trial_end", trialing ? world.now() : subscription.time("trial_end"));
            return trialing;
        }
        Instant end = params.time("trial_end");
        if (end == null || !end.isAfter(world.now())) {
            throw StripeError.invalidParam("trial_end", "The `trial_end` parameter must be a timestamp in the future.");
        }
        subscription.set("trial_end", end).set("billing_cycle_anchor", end).set("status", "trialing");
        subscription.set("trial_start", trialing ? subscription.time("trial_start") : world.now());
        SubscriptionItems.period(subscription, trialing ? SubscriptionItems.start(subscription) : world.now(), end);
        subscription.set("_warned", false);
        return false;
    }

    private static List<JsonObject> copies(List<JsonObject> items) {
        return items.stream().map(JsonObject::deepCopy).toList();
    }
}
