// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** Lets something happen not more often than once in a while. Thread-safe. */
final class Pace {
    private final Duration interval;
    private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

    Pace(Duration interval) {
        this.interval = interval;
    }

    /** True for one caller when the interval is over. */
    boolean due(Instant now) {
        Instant due = next.get();
        return !now.isBefore(due) && next.compareAndSet(due, now.plus(interval));
    }
}
