// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.payment.RecordKind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the item of a subscription that is a plan from those that are not, by asking Stripe. Thread-safe. */
final class SoldItems {
    private final RecordCalls records;

    SoldItems(RecordCalls records) {
        this.records = records;
    }

    /**
     * True when an invoice, none of whose lines is for the price of a plan, is for other items of a subscription than the
     * one with its plan. False when that cannot be told for certain.
     *
     * @param renewal true when the items must be there still: one that is gone may have been the plan's
     */
    boolean leavesPlanAlone(InvoiceReader invoice, String subscription, boolean renewal, Catalog catalog) {
        Optional<SubscriptionReader> found =
                records.read(RecordKind.SUBSCRIPTION, subscription, "").map(SubscriptionReader::new);
        if (found.isEmpty() || found.get().itemsMissing()) {
            return false;
        }
        List<SubscriptionReader.Item> plans = found.get().items().stream()
                .filter(item -> isPlan(item.price(), catalog))
                .toList();
        String plan = plans.size() == 1 ? plans.get(0).id() : null;
        return plan != null
                // why: in classic billing mode prorations do not tell their item, and none of these is for a plan's
                // price
                && invoice.lines().stream().noneMatch(line -> plan.equals(line.item()))
                && (!renewal || invoice.lines().stream().allMatch(line -> isThere(line.item(), found.get())));
    }

    private static boolean isThere(@Nullable String item, SubscriptionReader subscription) {
        return subscription.items().stream().anyMatch(known -> item != null && item.equals(known.id()));
    }

    private static boolean isPlan(@Nullable String price, Catalog catalog) {
        return price != null && catalog.planByStripePrice(price).isPresent();
    }
}
