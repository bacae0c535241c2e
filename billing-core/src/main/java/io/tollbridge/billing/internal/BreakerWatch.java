// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.BreakerCounts;
import java.time.Duration;
import java.time.InstantSource;

/** Tells a listener, if there is one, what keeps automatic purchases from being made. Thread-safe. */
final class BreakerWatch {
    private final BillingStore store;
    private final InstantSource clock;
    private final Signals signals;
    private final Pace pace = new Pace(Duration.ofMinutes(1));

    BreakerWatch(BillingOptions options) {
        store = options.store();
        clock = options.clock();
        signals = new Signals(options.listener());
    }

    /** Tells it when it was not told for a minute. */
    void run() {
        if (!signals.heard() || !pace.due(clock.instant())) {
            return;
        }
        BreakerCounts counts = store.read(reader -> reader.breakers());
        boolean halted = PurchaseHalt.read(store).halted();
        signals.tell(
                new BillingEvent.PurchaseBreakers(counts.suspended(), counts.stopped(), counts.disputed(), halted));
    }
}
