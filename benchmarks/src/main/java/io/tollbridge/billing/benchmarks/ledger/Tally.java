// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import java.util.concurrent.atomic.AtomicLongArray;

/** How many credits each tenant was told to have been charged. Thread-safe. */
final class Tally {
    private final AtomicLongArray credits;

    Tally(Tenants tenants) {
        credits = new AtomicLongArray(tenants.all());
    }

    void charged(int tenant) {
        credits.getAndIncrement(tenant);
    }

    void charged(int tenant, long times) {
        credits.getAndAdd(tenant, times);
    }

    long of(int tenant) {
        return credits.get(tenant);
    }

    long all() {
        long sum = 0;
        for (int i = 0; i < credits.length(); i++) {
            sum += credits.get(i);
        }
        return sum;
    }
}
