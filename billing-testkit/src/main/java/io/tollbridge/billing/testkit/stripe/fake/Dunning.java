// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the money of invoices, and tries again when it fails. */
final class Dunning {
    private static final List<Duration> RETRIES = List.of(Duration.ofDays(3), Duration.ofDays(5), Duration.ofDays(7));

    private final World world;
    private final Payments payments;
    private final InvoiceBook book;
    private List<Duration> retries = RETRIES;
    private String end = "cancel";

    Dunning(World world, Payments payments, InvoiceBook book) {
        this.world = world;
        this.payments = payments;
        this.book = book;
        payments.onChange(this::settled);
    }

    /** Pauses between attempts, and what becomes of the subscription after the last one. */
    void policy(List<Duration> pauses, String afterwards) {
        retries = List.copyOf(pauses);
        end = afterwards;
    }

    /** What a subscription is paid with. */
    Optional<Entity> method(Entity subscription) {
        String own = subscription.text("default_payment_method");
        Entity customer = world.store().any(subscription.must("customer")).orElseThrow();
        String id = own != null ? own : Json.text(customer.group("invoice_settings"), "default_payment_method");
        return id == null ? Optional.empty() : world.store().any(id);
    }

    /**
     * Tries to collect an open invoice once.
     *
     * @return why it failed, null when it did not
     */
    @Nullable
    StripeError collect(Entity invoice, Optional<Entity> method, Payments.Presence presence) {
        Optional<Entity> intent = book.intent(invoice);
        if (method.isEmpty() || intent.isEmpty()) {
            failed(invoice, false);
            return noMethod();
        }
        try {
            payments.confirm(intent.get(), method.get(), presence);
        } catch (StripeError e) {
            return e;
        }
        if (intent.get().is("status", "requires_action")) {
            failed(invoice, true);
        }
        return null;
    }

    static StripeError noMethod() {
        return StripeError.state(
                "resource_missing",
                null,
                "This customer has no attached payment source or default payment method. Please consider adding a"
                        + " default payment method.");
    }

    /** Ends the attempts, as when an invoice is void or its subscription is over. */
    static void stop(Entity invoice) {
        invoice.set("next_payment_attempt", null).set("auto_advance", false);
    }

    private void settled(Entity intent) {
        String id = intent.text("_invoice");
        Optional<Entity> invoice = id == null ? Optional.empty() : world.store().any(id);
        invoice.ifPresent(one -> {
            boolean expects = one.is("status", "open") || one.is("status", "uncollectible");
            if (expects && intent.is("status", "succeeded")) {
                book.paid(one, false);
            } else if (expects && intent.is("status", "requires_payment_method")) {
                failed(one, false);
            }
        });
    }

    private void failed(Entity invoice, boolean needsAction) {
        JsonObject before = invoice.snapshot();
        int attempts = Math.toIntExact(invoice.whole("attempt_count") + 1);
        boolean first = invoice.is("billing_reason", "subscription_create");
        boolean again = !first && attempts <= retries.size() && invoice.flag("auto_advance");
        Instant next = again ? world.now().plus(retries.get(attempts - 1)) : null;
        invoice.set("attempt_count", attempts).set("attempted", true).set("next_payment_attempt", next);
        world.events().updated("invoice.updated", invoice, before);
        world.events().emit("invoice.payment_failed", invoice);
        if (needsAction) {
            world.events().emit("invoice.payment_action_required", invoice);
        }
        Optional<Entity> subscription = world.store().any(invoice.must("_subscription"));
        if (next != null) {
            world.timeline().at(next, () -> retry(invoice, next));
        }
        if (!first && !invoice.flag("_pending_update")) {
            subscription.ifPresent(one -> overdue(one, invoice, again));
        }
    }

    private void retry(Entity invoice, Instant planned) {
        if (invoice.is("status", "open") && planned.equals(invoice.time("next_payment_attempt"))) {
            Entity subscription =
                    world.store().any(invoice.must("_subscription")).orElseThrow();
            // why: the answer has been told by events; nobody waits for it
            StripeError ignored = collect(invoice, method(subscription), Payments.Presence.RENEWING);
        }
    }

    private void overdue(Entity subscription, Entity invoice, boolean again) {
        JsonObject before = subscription.snapshot();
        if (subscription.is("status", "active") || subscription.is("status", "trialing")) {
            subscription.set("status", "past_due");
            world.events().updated("customer.subscription.updated", subscription, before);
        }
        if (!again && subscription.is("status", "past_due")) {
            stop(invoice);
            switch (end) {
                case "cancel" -> SubscriptionLife.end(world, subscription, "payment_failed");
                case "unpaid" -> {
                    JsonObject overdue = subscription.snapshot();
                    subscription.set("status", "unpaid");
                    world.events().updated("customer.subscription.updated", subscription, overdue);
                }
                default -> {
                    // it stays past due
                }
            }
        }
    }
}
