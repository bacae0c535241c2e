// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.JobState;
import java.time.Instant;
import java.time.InstantSource;

/** The switch that stops all automatic purchases on all nodes. Thread-safe. */
final class PurchaseHalt {
    private static final String JOB = "AUTO_PURCHASE_HALT";
    private static final String HALTED = "halted";

    private final BillingStore store;
    private final CommandExecutor executor;
    private final InstantSource clock;

    PurchaseHalt(BillingStore store, CommandExecutor executor, InstantSource clock) {
        this.store = store;
        this.executor = executor;
        this.clock = clock;
    }

    boolean halted() {
        return store.read(reader -> reader.job(JOB))
                .map(state -> state.position().equals(HALTED))
                .orElse(false);
    }

    void halt(boolean stop) {
        Instant now = clock.instant();
        executor.inTransaction(transaction -> {
            transaction.saveJob(JOB, new JobState(stop ? HALTED : "", now));
            return stop;
        });
    }
}
