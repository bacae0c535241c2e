// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.SubscriptionSnapshot;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a snapshot of what a subscription event says. It sets state only: what is granted comes from paid invoices. */
final class SubscriptionStatement {
    private SubscriptionStatement() {}

    /**
     * Reads what is said.
     *
     * @param supersedes see {@link Command.SubscriptionChanged}
     */
    static Reading read(SubscriptionReader subscription, Instant at, @Nullable Instant supersedes, Catalog catalog) {
        String id = subscription.id();
        List<Sold> sold = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (SubscriptionReader.Item item : subscription.items()) {
            String price = item.price();
            Optional<Plan> plan = price == null ? Optional.empty() : catalog.planByStripePrice(price);
            if (plan.isPresent()) {
                sold.add(new Sold(item, plan.get()));
            } else if (price != null) {
                unknown.add(price);
            }
        }
        if (sold.size() > 1) {
            return new Reading.Doubt("subscription " + id + " has " + sold.size()
                    + " items that are plans of the catalog; one subscription can carry one plan");
        }
        if (!sold.isEmpty()) {
            return snapshot(subscription, sold.get(0), at, supersedes);
        }
        if (subscription.itemsMissing()) {
            return new Reading.Doubt("subscription " + id
                    + " has more items than the event carries, and none of those that it carries is a plan");
        }
        return unknown.isEmpty()
                ? new Reading.Doubt("subscription " + id + " has no item with a price")
                : Reading.notInCatalog("subscription " + id, unknown);
    }

    private static Reading snapshot(
            SubscriptionReader subscription, Sold sold, Instant at, @Nullable Instant supersedes) {
        SubscriptionReader.Item item = sold.item();
        long quantity = item.quantity();
        if (quantity < 1) {
            return new Reading.Doubt("subscription " + subscription.id() + " is for a quantity of " + quantity);
        }
        SubscriptionSnapshot snapshot = new SubscriptionSnapshot(
                subscription.id(),
                sold.plan().id(),
                quantity,
                subscription.status(),
                subscription.anchor(),
                subscription.periodStart(item),
                subscription.periodEnd(item),
                subscription.endsAt(item),
                subscription.collectionPaused(),
                at);
        return Reading.Means.command(tenant -> new Command.SubscriptionChanged(tenant, snapshot, supersedes));
    }

    private record Sold(SubscriptionReader.Item item, Plan plan) {}
}
