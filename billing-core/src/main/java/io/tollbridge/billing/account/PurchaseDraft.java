// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of a {@link Draft} that is about purchases. Not thread-safe. */
final class PurchaseDraft {
    private @Nullable Purchasing purchasing;
    private final Map<String, Purchase> purchases = new LinkedHashMap<>();
    private final Map<String, Purchase> touched = new LinkedHashMap<>();

    PurchaseDraft(@Nullable Purchasing before) {
        purchasing = before;
        if (before != null) {
            before.purchases().forEach(purchase -> purchases.put(purchase.id(), purchase));
        }
    }

    /** What is known of purchases, null for a tenant that never bought anything. */
    @Nullable
    Purchasing state() {
        return purchasing == null ? null : purchasing.with(List.copyOf(purchases.values()));
    }

    /** Takes note of a new state; its list of purchases does not count. */
    void state(Purchasing changed) {
        purchasing = changed;
    }

    /** The purchases that were loaded or made, each in its present form. */
    List<Purchase> all() {
        return List.copyOf(purchases.values());
    }

    /** The purchase of that id if it was loaded or made, else null. */
    @Nullable
    Purchase purchase(String purchaseId) {
        return purchases.get(purchaseId);
    }

    /** Takes note of a purchase's new form. The state must have begun. */
    void put(Purchase purchase) {
        purchases.put(purchase.id(), purchase);
        touched.put(purchase.id(), purchase);
    }

    List<Purchase> touched() {
        return List.copyOf(touched.values());
    }
}
