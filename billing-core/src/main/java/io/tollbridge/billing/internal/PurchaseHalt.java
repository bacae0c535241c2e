// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.AutoPurchaseHalt;
import io.tollbridge.billing.AutoPurchaseHalt.Use;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.JobState;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.StoreTransaction;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The switch that stops all automatic purchases on all nodes, and who used it. Thread-safe. */
final class PurchaseHalt {
    /** Names of stored rows; never renamed. */
    private static final String JOB = "AUTO_PURCHASE_HALT";

    private static final String HALTED = "halted";
    private static final String HALT = JOB;
    private static final String RESUMPTION = "AUTO_PURCHASE_RESUMPTION";
    private static final String BY = "_BY";
    private static final String WHY = "_WHY";

    private final BillingStore store;
    private final CommandExecutor executor;
    private final InstantSource clock;

    PurchaseHalt(BillingStore store, CommandExecutor executor, InstantSource clock) {
        this.store = store;
        this.executor = executor;
        this.clock = clock;
    }

    boolean halted() {
        return store.read(PurchaseHalt::halted);
    }

    private static boolean halted(StoreReader reader) {
        return reader.job(JOB).map(state -> state.position().equals(HALTED)).orElse(false);
    }

    /** How it stands, on one snapshot. */
    AutoPurchaseHalt state() {
        return read(store);
    }

    static AutoPurchaseHalt read(BillingStore store) {
        return store.read(reader -> new AutoPurchaseHalt(halted(reader), use(reader, HALT), use(reader, RESUMPTION)));
    }

    private static @Nullable Use use(StoreReader reader, String which) {
        JobState actor = reader.job(which + BY).orElse(null);
        JobState reason = reader.job(which + WHY).orElse(null);
        return actor == null || reason == null ? null : new Use(actor.dueAt(), actor.position(), reason.position());
    }

    /** Switches, and writes down who did it, in one transaction. */
    void halt(boolean stop, String actor, String reason) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        executor.inTransaction(transaction -> {
            transaction.saveJob(JOB, new JobState(stop ? HALTED : "", now));
            note(transaction, stop ? HALT : RESUMPTION, new Use(now, actor, reason));
            return stop;
        });
    }

    private static void note(StoreTransaction transaction, String which, Use use) {
        transaction.saveJob(which + BY, new JobState(use.actor(), use.at()));
        transaction.saveJob(which + WHY, new JobState(use.reason(), use.at()));
    }
}
