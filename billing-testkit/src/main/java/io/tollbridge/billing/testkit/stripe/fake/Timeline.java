// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * What time brings about. A job runs when the clock has reached its moment, and sees that moment as now. Guarded by the
 * lock of {@link World}.
 */
final class Timeline {
    private final InstantSource base;
    private final PriorityQueue<Job> jobs =
            new PriorityQueue<>(Comparator.comparing(Job::at).thenComparing(Job::seq));
    private volatile Duration ahead = Duration.ZERO;
    private volatile boolean inJob;
    private volatile Instant jobTime = Instant.EPOCH;
    private long lastSeq;

    Timeline(InstantSource base) {
        this.base = base;
    }

    /** Whole seconds, as Stripe counts. */
    Instant now() {
        Instant now = inJob ? jobTime : shown();
        return Instant.ofEpochSecond(now.getEpochSecond());
    }

    /** What a clock on the wall shows, also while an older job is being made up for. */
    Instant shown() {
        return base.instant().plus(ahead);
    }

    void at(Instant at, Runnable job) {
        jobs.add(new Job(at, ++lastSeq, job));
    }

    void after(Duration delay, Runnable job) {
        at(now().plus(delay), job);
    }

    /** Moves on to a moment and does what is due until then, in order. */
    void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("the fake's clock goes forward only, not by " + by);
        }
        Instant target = shown().plus(by);
        runUntil(target);
        ahead = ahead.plus(Duration.between(shown(), target));
    }

    /** Does what is due by now. */
    void catchUp() {
        runUntil(shown());
    }

    private void runUntil(Instant end) {
        Job next = jobs.peek();
        while (next != null && !next.at.isAfter(end)) {
            jobs.remove();
            inJob = true;
            jobTime = next.at;
            try {
                next.run.run();
            } finally {
                inJob = false;
            }
            next = jobs.peek();
        }
    }

    private record Job(Instant at, long seq, Runnable run) {}
}
