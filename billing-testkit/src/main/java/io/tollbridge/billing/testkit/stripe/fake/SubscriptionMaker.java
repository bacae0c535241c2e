// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import io.tollbridge.billing.testkit.stripe.internal.OldWords;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes subscriptions, for the API and for Checkout. */
final class SubscriptionMaker {
    private final World world;
    private final InvoiceBook book;
    private final Dunning dunning;
    private final SubscriptionLife life;

    SubscriptionMaker(World world, InvoiceBook book, Dunning dunning, SubscriptionLife life) {
        this.world = world;
        this.book = book;
        this.dunning = dunning;
        this.life = life;
        world.versions().old("subscription", (subscription, shown, version) -> OldWords.subscription(shown, version));
    }

    /**
     * What a subscription begins with.
     *
     * @param id id that it will have
     * @param items its items, without periods
     * @param fields what else differs from the defaults
     * @param trialEnd end of its trial, null for none
     * @param attempts whether its first invoice is to be collected at once
     */
    record Start(
            String id,
            Entity customer,
            JsonArray items,
            Fields fields,
            @Nullable Instant trialEnd,
            boolean attempts) {}

    /** Makes one, with its first invoice. */
    Entity make(Start start) {
        boolean trial = start.trialEnd != null;
        Instant now = world.now();
        Instant anchor = start.trialEnd == null ? now : start.trialEnd;
        JsonObject price = SubscriptionItems.price(start.items.get(0).getAsJsonObject());
        JsonObject json = defaults(start, anchor, Json.must(price, "currency"));
        start.fields.json().entrySet().forEach(field -> json.add(field.getKey(), field.getValue()));
        Entity subscription = world.create(start.customer.scope(), start.id, json);
        Instant end = start.trialEnd == null ? Periods.endAfter(anchor, price, now) : start.trialEnd;
        SubscriptionItems.period(subscription, now, end);
        subscription.set("_last_start", now);
        if (subscription.flag("cancel_at_period_end")) {
            subscription.set("cancel_at", end);
        }
        subscription.set("status", trial ? "trialing" : "incomplete");
        Entity invoice = book.draft(subscription, "subscription_create", LineDraft.period(subscription));
        world.events().emit("customer.subscription.created", subscription);
        book.open(invoice);
        Optional<Entity> method = dunning.method(subscription);
        if (invoice.is("status", "open") && start.attempts) {
            attempt(subscription, invoice, method);
        }
        life.schedule(subscription);
        return subscription;
    }

    /** Ends one that was never paid for. */
    void giveUp(Entity subscription, Entity invoice) {
        JsonObject before = subscription.snapshot();
        subscription.set("status", "incomplete_expired").set("ended_at", world.now());
        book.voided(invoice);
        world.events().updated("customer.subscription.updated", subscription, before);
        life.schedule(subscription);
    }

    /**
     * Takes one whose first payment failed away again, as {@code error_if_incomplete} wants. Its events stay, unlike
     * Stripe's.
     */
    StripeError withdraw(Entity subscription) {
        Entity invoice = world.store().any(subscription.must("latest_invoice")).orElseThrow();
        JsonObject error = book.intent(invoice)
                .map(intent -> intent.group("last_payment_error"))
                .orElseGet(JsonObject::new);
        book.voided(invoice);
        subscription.set("status", "incomplete_expired").set("ended_at", world.now());
        life.schedule(subscription);
        world.store().remove(subscription);
        String code = Json.text(error, "code");
        String reason = Json.text(error, "decline_code");
        return code == null || reason == null
                ? StripeError.card(
                        "authentication_required",
                        "authentication_required",
                        Declines.message("authentication_required"))
                : StripeError.card(code, reason, Declines.message(reason));
    }

    private void attempt(Entity subscription, Entity invoice, Optional<Entity> method) {
        // why: a refusal leaves the subscription incomplete, and that is the answer
        StripeError ignored = dunning.collect(invoice, method, Payments.Presence.RENEWING);
        boolean processing = book.intent(invoice)
                .filter(one -> one.is("status", "processing"))
                .isPresent();
        if (processing) {
            JsonObject before = subscription.snapshot();
            subscription.set("status", "active");
            world.events().updated("customer.subscription.updated", subscription, before);
        }
    }

    private JsonObject defaults(Start start, Instant anchor, String currency) {
        Instant now = world.now();
        return new Fields()
                .put("object", "subscription")
                .put("application", null)
                .put("automatic_tax", new Fields().put("enabled", false))
                .put("billing_cycle_anchor", anchor)
                .put("billing_cycle_anchor_config", null)
                .put("billing_mode", new Fields().put("flexible", null).put("type", "flexible"))
                .put("billing_thresholds", null)
                .put("cancel_at", null)
                .put("cancel_at_period_end", false)
                .put("canceled_at", null)
                .put(
                        "cancellation_details",
                        new Fields().put("comment", null).put("feedback", null).put("reason", null))
                .put("collection_method", "charge_automatically")
                .put("currency", currency)
                .put("customer", start.customer.id())
                .put("days_until_due", null)
                .put("default_payment_method", null)
                .put("default_source", null)
                .put("description", null)
                .put("discounts", List.of())
                .put("ended_at", null)
                .put("items", SubscriptionItems.list(start.id, start.items))
                .put("latest_invoice", null)
                .put("metadata", new Fields())
                .put("next_pending_invoice_item_invoice", null)
                .put("pause_collection", null)
                .put(
                        "payment_settings",
                        new Fields()
                                .put("payment_method_options", null)
                                .put("payment_method_types", null)
                                .put("save_default_payment_method", "off"))
                .put("pending_setup_intent", null)
                .put("pending_update", null)
                .put("schedule", null)
                .put("start_date", now)
                .put("status", "incomplete")
                .put("test_clock", null)
                .put("trial_end", start.trialEnd)
                .put(
                        "trial_settings",
                        new Fields().put("end_behavior", new Fields().put("missing_payment_method", "create_invoice")))
                .put("trial_start", start.trialEnd == null ? null : now)
                .json();
    }
}
