// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What time and payments do to subscriptions: trials, renewals, scheduled ends, recoveries. */
final class SubscriptionLife {
    private static final Duration DRAFT_WAITS = Duration.ofHours(1);
    private static final Duration TRIAL_WARNING = Duration.ofDays(3);
    private static final Duration INCOMPLETE_LASTS = Duration.ofHours(23);
    private static final Set<String> OVER = Set.of("canceled", "incomplete_expired");

    private final World world;
    private final InvoiceBook book;
    private final Dunning dunning;

    SubscriptionLife(World world, InvoiceBook book, Dunning dunning) {
        this.world = world;
        this.book = book;
        this.dunning = dunning;
        book.onPaid(this::paid);
        world.deletions()
                .add(customer -> world.store()
                        .all(customer.scope(), "subscription")
                        .filter(one -> one.is("customer", customer.id()) && !isOver(one))
                        .toList()
                        .forEach(one -> end(world, one, "cancellation_requested")));
    }

    static boolean isOver(Entity subscription) {
        return OVER.contains(subscription.must("status"));
    }

    /** Ends a subscription now. */
    static void end(World world, Entity subscription, String reason) {
        Instant now = world.now();
        if (!subscription.has("canceled_at")) {
            subscription.set("canceled_at", now);
        }
        JsonObject details = subscription.group("cancellation_details");
        details.addProperty("reason", reason);
        subscription.set("status", "canceled").set("ended_at", now);
        world.events().emit("customer.subscription.deleted", subscription);
    }

    /** Plans what comes next; whatever was planned before is off. */
    void schedule(Entity subscription) {
        long token = subscription.whole("_plan") + 1;
        subscription.set("_plan", token);
        if (isOver(subscription)) {
            return;
        }
        at(
                subscription,
                token,
                subscription.time("cancel_at"),
                () -> end(world, subscription, "cancellation_requested"));
        if (subscription.is("status", "incomplete")) {
            at(subscription, token, created(subscription).plus(INCOMPLETE_LASTS), () -> expire(subscription));
            return;
        }
        if (subscription.is("status", "paused")) {
            return;
        }
        Instant resumes = Json.time(subscription.group("pause_collection"), "resumes_at");
        at(subscription, token, resumes, () -> resumeCollection(subscription));
        Instant trialEnd = subscription.time("trial_end");
        if (subscription.is("status", "trialing") && trialEnd != null && !subscription.flag("_warned")) {
            Instant warning = trialEnd.minus(TRIAL_WARNING);
            at(subscription, token, later(warning, world.now()), () -> warn(subscription));
        }
        at(subscription, token, SubscriptionItems.end(subscription), () -> cycle(subscription));
    }

    private static Instant created(Entity subscription) {
        return Instant.ofEpochSecond(subscription.whole("created"));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void at(Entity subscription, long token, @Nullable Instant moment, Runnable job) {
        if (moment != null) {
            world.timeline().at(moment, () -> {
                if (subscription.whole("_plan") == token && !isOver(subscription)) {
                    job.run();
                }
            });
        }
    }

    private void warn(Entity subscription) {
        subscription.set("_warned", true);
        world.events().emit("customer.subscription.trial_will_end", subscription);
    }

    private void resumeCollection(Entity subscription) {
        JsonObject before = subscription.snapshot();
        subscription.set("pause_collection", null);
        world.events().updated("customer.subscription.updated", subscription, before);
        schedule(subscription);
    }

    private void expire(Entity subscription) {
        JsonObject before = subscription.snapshot();
        subscription.set("status", "incomplete_expired").set("ended_at", world.now());
        world.events().updated("customer.subscription.updated", subscription, before);
        world.store()
                .any(subscription.must("latest_invoice"))
                .filter(invoice -> invoice.is("status", "open"))
                .ifPresent(book::voided);
    }

    private void cycle(Entity subscription) {
        if (subscription.flag("cancel_at_period_end")) {
            end(world, subscription, "cancellation_requested");
            return;
        }
        boolean trialEnds = subscription.is("status", "trialing");
        if (trialEnds && dunning.method(subscription).isEmpty()) {
            String missing = Json.text(
                    Json.group(subscription.group("trial_settings"), "end_behavior"), "missing_payment_method");
            if ("cancel".equals(missing)) {
                end(world, subscription, "cancellation_requested");
                return;
            } else if ("pause".equals(missing)) {
                pause(subscription);
                return;
            }
        }
        renew(subscription, trialEnds);
    }

    private void pause(Entity subscription) {
        JsonObject before = subscription.snapshot();
        subscription.set("status", "paused");
        world.events().updated("customer.subscription.updated", subscription, before);
        world.events().emit("customer.subscription.paused", subscription);
    }

    /** Begins the next period; its invoice is a draft for an hour. */
    private void renew(Entity subscription, boolean trialEnds) {
        JsonObject before = subscription.snapshot();
        Instant start = SubscriptionItems.end(subscription);
        nextPeriod(subscription, start);
        if (trialEnds) {
            subscription.set("status", "active");
        }
        world.events().updated("customer.subscription.updated", subscription, before);
        Entity invoice = book.draft(subscription, "subscription_cycle", LineDraft.period(subscription));
        boolean held = subscription.is("status", "unpaid")
                || "keep_as_draft".equals(Json.text(subscription.group("pause_collection"), "behavior"));
        invoice.set("auto_advance", !held);
        invoice.set("automatically_finalizes_at", held ? null : world.now().plus(DRAFT_WAITS));
        world.timeline().after(DRAFT_WAITS, () -> advance(subscription, invoice));
        schedule(subscription);
    }

    /** A subscription that began with a trial, or was paused, begins to be paid for now. */
    void begin(Entity subscription, Instant start) {
        subscription.set("billing_cycle_anchor", start);
        nextPeriod(subscription, start);
    }

    private static void nextPeriod(Entity subscription, Instant start) {
        JsonObject price =
                SubscriptionItems.price(SubscriptionItems.of(subscription).get(0));
        Instant anchor = Json.mustTime(subscription.json(), "billing_cycle_anchor");
        subscription.set("_last_start", SubscriptionItems.start(subscription));
        SubscriptionItems.period(subscription, start, Periods.endAfter(anchor, price, start));
    }

    private void advance(Entity subscription, Entity invoice) {
        if (!invoice.is("status", "draft") || !invoice.flag("auto_advance")) {
            return;
        }
        String paused = Json.text(subscription.group("pause_collection"), "behavior");
        if ("keep_as_draft".equals(paused)) {
            invoice.set("auto_advance", false);
            return;
        }
        book.open(invoice);
        if (!invoice.is("status", "open")) {
            return;
        }
        if ("void".equals(paused)) {
            book.voided(invoice);
        } else if ("mark_uncollectible".equals(paused)) {
            book.uncollectible(invoice);
        } else if (!isOver(subscription)) {
            // why: the answer is told by events; nobody waits for it
            StripeError ignored = dunning.collect(invoice, dunning.method(subscription), Payments.Presence.RENEWING);
        }
    }

    private void paid(Entity invoice) {
        Optional<Entity> found = world.store().any(invoice.must("_subscription"));
        found.ifPresent(subscription -> {
            JsonObject before = subscription.snapshot();
            boolean latest = subscription.is("latest_invoice", invoice.id());
            boolean recovers = latest && Set.of("past_due", "unpaid").contains(subscription.must("status"));
            if (subscription.is("status", "incomplete") || recovers) {
                subscription.set("status", "active");
                saveMethod(subscription, invoice);
                world.events().updated("customer.subscription.updated", subscription, before);
                schedule(subscription);
            } else if (invoice.flag("_pending_update")) {
                applyPending(subscription, invoice);
            }
        });
    }

    private void saveMethod(Entity subscription, Entity invoice) {
        if ("on_subscription"
                .equals(Json.text(subscription.group("payment_settings"), "save_default_payment_method"))) {
            book.intent(invoice)
                    .map(intent -> intent.text("payment_method"))
                    .ifPresent(method -> subscription.set("default_payment_method", method));
        }
    }

    /** A change that had to wait for its payment. */
    void expect(Entity subscription, Entity invoice, JsonArray items) {
        Instant expires = world.now().plus(INCOMPLETE_LASTS);
        invoice.set("_pending_update", true);
        JsonObject before = subscription.snapshot();
        subscription.set(
                "pending_update",
                new Fields()
                        .put("billing_cycle_anchor", null)
                        .put("expires_at", expires)
                        .put("subscription_items", items)
                        .put("trial_end", null)
                        .put("trial_from_plan", null));
        world.events().updated("customer.subscription.updated", subscription, before);
        world.timeline().at(expires, () -> {
            if (subscription.has("pending_update") && invoice.is("status", "open")) {
                subscription.set("pending_update", null);
                book.voided(invoice);
                world.events().emit("customer.subscription.pending_update_expired", subscription);
            }
        });
    }

    private void applyPending(Entity subscription, Entity invoice) {
        JsonArray items = subscription.group("pending_update").getAsJsonArray("subscription_items");
        if (items == null) {
            return;
        }
        invoice.set("_pending_update", false);
        JsonObject before = subscription.snapshot();
        subscription
                .set("items", SubscriptionItems.list(subscription.id(), items))
                .set("pending_update", null);
        world.events().updated("customer.subscription.updated", subscription, before);
        world.events().emit("customer.subscription.pending_update_applied", subscription);
        schedule(subscription);
    }

    /** Puts lines aside for the next invoice. */
    void putAside(Entity subscription, List<LineDraft> lines) {
        for (LineDraft line : lines) {
            JsonObject written = line.line(world, subscription, "");
            Entity item = world.create(
                    subscription.scope(),
                    "ii",
                    new Fields()
                            .put("object", "invoiceitem")
                            .put("amount", line.amount())
                            .put("currency", subscription.must("currency"))
                            .put("customer", subscription.must("customer"))
                            .put("date", world.now())
                            .put("description", Json.text(written, "description"))
                            .put("discountable", false)
                            .put("discounts", List.of())
                            .put("invoice", null)
                            .put("metadata", new Fields())
                            .put(
                                    "parent",
                                    new Fields()
                                            .put(
                                                    "subscription_details",
                                                    new Fields()
                                                            .put("subscription", subscription.id())
                                                            .put("subscription_item", Json.text(line.item(), "id")))
                                            .put("type", "subscription_details"))
                            .put("period", Json.group(written, "period").deepCopy())
                            .put("pricing", Json.group(written, "pricing").deepCopy())
                            .put("proration", line.proration())
                            .put("quantity", Json.whole(written, "quantity"))
                            .put("_subscription", subscription.id())
                            .put("_line", written));
            world.events().emit("invoiceitem.created", item);
        }
    }
}
