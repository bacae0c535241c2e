// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.reconcile.Healing;
import io.tollbridge.billing.spi.PaymentGateway;
import org.jspecify.annotations.Nullable;

/**
 * What a node does in the background about facts that no webhook brought, and what operators may do. Nothing where the
 * payment service cannot be asked.
 */
final class HealingWork {
    private final Healing healing;
    private final @Nullable EventBackfill backfill;
    private final @Nullable RecordSweep sweep;
    private final DefaultReconciliation reconciliation;
    private volatile boolean stopping;

    HealingWork(BillingOptions options, CommandExecutor executor, WebhookListeners listeners, Runnable nudge) {
        healing = options.webhooks().healing();
        PaymentGateway gateway = options.gateway();
        if (gateway == null || !gateway.canRead()) {
            backfill = null;
            sweep = null;
            reconciliation = new DefaultReconciliation(options.clock(), null, null);
            return;
        }
        WebhookHandling handling = new WebhookHandling(options);
        MissedEvents missed = new MissedEvents(options.store(), gateway.webhooks(), handling, listeners);
        RecordComparison comparison = new RecordComparison(gateway.webhooks(), new RecordEffects(executor, handling));
        DriftChecks checks = DriftChecks.of(gateway, options.store(), comparison);
        backfill = new EventBackfill(options, executor, gateway, missed, nudge);
        sweep = new RecordSweep(options, executor, checks, healing == Healing.REPAIR);
        reconciliation = new DefaultReconciliation(options.clock(), backfill, checks.and(new Ledgers(options.store())));
    }

    DefaultReconciliation reconciliation() {
        return reconciliation;
    }

    /** Reads and compares all that is due. */
    void run() {
        while (page()) {
            // why apart: each page is stored, so that a stop comes between two
        }
    }

    /**
     * Reads a page of events, or when none is due compares a page of records: that takes hours where there are many, and
     * events are looked for every hour.
     *
     * @return true when another page is due
     */
    boolean page() {
        if (stopping || healing == Healing.NONE) {
            return false;
        }
        EventBackfill events = backfill;
        if (events != null && events.page()) {
            return true;
        }
        RecordSweep records = healing == Healing.BACKFILL ? null : sweep;
        return records != null && !stopping && records.page();
    }

    /** Has running calls end after the page at hand. */
    void stop() {
        stopping = true;
    }
}
