// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.SubscriptionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Facts of a subscription, wherever its API version keeps them. Since {@code 2025-03-31.basil} periods are those of its
 * items.
 */
final class SubscriptionReader {
    private final StripeJson json;

    SubscriptionReader(StripeJson json) {
        if (!"subscription".equals(json.text("object"))) {
            throw json.unreadable("object", "is not \"subscription\"");
        }
        this.json = json;
    }

    String id() {
        return json.mandatory("id", json.reference("id"));
    }

    String customer() {
        return json.mandatory("customer", json.reference("customer"));
    }

    SubscriptionStatus status() {
        String status = json.mandatory("status", json.text("status"));
        for (SubscriptionStatus known : SubscriptionStatus.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(status)) {
                return known;
            }
        }
        throw json.unreadable("status", "is not a status that this version knows");
    }

    Instant anchor() {
        return json.mandatory("billing_cycle_anchor", json.instant("billing_cycle_anchor"));
    }

    /** When its trial ends or ended, null when it never had one. */
    @Nullable
    Instant trialEnd() {
        return json.instant("trial_end");
    }

    boolean collectionPaused() {
        return json.object("pause_collection") != null;
    }

    @Nullable
    String metadata(String key) {
        return InvoiceReader.metadata(json, key);
    }

    /** What is subscribed to. */
    List<Item> items() {
        List<StripeJson> items = json.list("items");
        if (items.isEmpty()) {
            return List.of(new Item(json, json));
        }
        StripeJson quantityOfAll = items.size() == 1 ? json : null;
        return items.stream().map(item -> new Item(item, quantityOfAll)).toList();
    }

    /** True when the subscription has more items than came with the event. */
    boolean itemsMissing() {
        return json.truncated("items");
    }

    @Nullable
    Instant periodStart(Item item) {
        Instant start = item.json.instant("current_period_start");
        return start == null ? json.instant("current_period_start") : start;
    }

    @Nullable
    Instant periodEnd(Item item) {
        Instant end = item.json.instant("current_period_end");
        return end == null ? json.instant("current_period_end") : end;
    }

    /**
     * When a scheduled cancellation takes effect, null when none is scheduled. Both forms are read: in flexible billing
     * mode a cancellation in the customer portal sets {@code cancel_at} and leaves {@code cancel_at_period_end} false.
     */
    @Nullable
    Instant endsAt(Item item) {
        Instant at = json.instant("cancel_at");
        if (at != null || !Boolean.TRUE.equals(json.flag("cancel_at_period_end"))) {
            return at;
        }
        Instant end = periodEnd(item);
        return status().terminal() ? end : json.mandatory("current_period_end", end);
    }

    /** One of the things that a subscription consists of. */
    static final class Item {
        private final StripeJson json;
        private final @Nullable StripeJson subscription;

        private Item(StripeJson json, @Nullable StripeJson subscription) {
            this.json = json;
            this.subscription = subscription;
        }

        /** Stripe's id of it; of the subscription itself before subscriptions had items. */
        @Nullable
        String id() {
            return json.reference("id");
        }

        /** The price or, before there were prices, the plan; null when it has neither. */
        @Nullable
        String price() {
            String id = json.id("price");
            return id == null ? json.id("plan") : id;
        }

        /** How many units; 1 where the price knows no quantity. */
        long quantity() {
            Long quantity = json.integer("quantity");
            if (quantity == null && subscription != null) {
                quantity = subscription.integer("quantity");
            }
            return quantity == null ? 1 : quantity;
        }
    }
}
