// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What deciding needs to know about a tenant's purchases. Immutable. A tenant that never bought anything and has no
 * automatic purchase has none.
 *
 * @param seed random, of this tenant in this installation: the ids of automatic purchases are made of it
 * @param lastNumber number of the newest automatic purchase, 0 for none
 * @param auto the wish to have bundles bought, null when there never was one
 * @param breaker what keeps that from happening
 * @param spending what limits are counted with
 * @param purchases the open purchases, and those that the commands at hand speak of; in no particular order
 */
public record Purchasing(
        String seed,
        long lastNumber,
        @Nullable AutoPurchase auto,
        Breaker breaker,
        Spending spending,
        List<Purchase> purchases) {
    public Purchasing {
        purchases = List.copyOf(purchases);
    }

    /** What there is before the first purchase. */
    public static Purchasing begun(String seed) {
        return new Purchasing(seed, 0, null, Breaker.CLOSED, Spending.NONE, List.of());
    }

    /** The same with other purchases. */
    public Purchasing with(List<Purchase> others) {
        return new Purchasing(seed, lastNumber, auto, breaker, spending, others);
    }

    /** The same without what was loaded only because commands spoke of it. */
    public Purchasing withoutNamed() {
        return purchases.stream().allMatch(Purchase::open)
                ? this
                : with(purchases.stream().filter(Purchase::open).toList());
    }

    Purchasing with(Breaker changed) {
        return new Purchasing(seed, lastNumber, auto, changed, spending, purchases);
    }

    Purchasing with(Spending changed) {
        return new Purchasing(seed, lastNumber, auto, breaker, changed, purchases);
    }

    Purchasing with(AutoPurchase changed) {
        return new Purchasing(seed, lastNumber, changed, breaker, spending, purchases);
    }

    Purchasing withLastNumber(long number) {
        return new Purchasing(seed, number, auto, breaker, spending, purchases);
    }

    /** The purchase of that id if it is loaded, else null. */
    @Nullable
    Purchase purchase(String id) {
        for (Purchase purchase : purchases) {
            if (purchase.id().equals(id)) {
                return purchase;
            }
        }
        return null;
    }
}
