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
     * True when every line of an invoice is for an item of its subscription that is not the one with the plan. False when
     * that cannot be told for certain.
     */
    boolean leavesPlanAlone(InvoiceReader invoice, String subscription, Catalog catalog) {
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
                && invoice.lines().stream().allMatch(line -> line.item() != null && !plan.equals(line.item()));
    }

    private static boolean isPlan(@Nullable String price, Catalog catalog) {
        return price != null && catalog.planByStripePrice(price).isPresent();
    }
}
