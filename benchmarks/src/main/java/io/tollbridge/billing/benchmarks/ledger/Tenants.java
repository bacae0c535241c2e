// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import java.util.Locale;

/**
 * The tenants that are charged: many ordinary ones and one hot one, the last. Each has a subscription of which a part
 * is used already, different for each, so that thresholds are crossed and bundles begun while the clock runs.
 */
final class Tenants {
    static final long ALLOWANCE = 10_000;
    static final long HOT_ALLOWANCE = 1_000_000_000_000L;
    static final long BUNDLE = 1_000_000_000L;
    private static final int SPREADING_PRIME = 7_919;

    private final int ordinary;
    private final String[] ids;

    Tenants(int ordinary) {
        this.ordinary = ordinary;
        ids = new String[ordinary + 1];
        for (int i = 0; i < ordinary; i++) {
            ids[i] = String.format(Locale.ROOT, "tenant-%05d", i);
        }
        ids[ordinary] = "tenant-hot";
    }

    int ordinary() {
        return ordinary;
    }

    int hot() {
        return ordinary;
    }

    int all() {
        return ordinary + 1;
    }

    String id(int index) {
        return ids[index];
    }

    /** Subscription credits that are left at the beginning. */
    long subscription(int index) {
        return index == hot() ? HOT_ALLOWANCE : (long) index * SPREADING_PRIME % (ALLOWANCE + 1);
    }

    /** All credits at the beginning. */
    long credits(int index) {
        return subscription(index) + BUNDLE;
    }
}
