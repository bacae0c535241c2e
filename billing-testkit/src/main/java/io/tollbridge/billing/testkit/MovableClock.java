// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that stands still until it is moved, in either direction. Thread-safe: a move is seen by every later call of
 * {@link #instant()} in any thread.
 */
public final class MovableClock implements InstantSource {
    private volatile Instant now;

    private MovableClock(Instant start) {
        now = start;
    }

    /** A clock that shows {@code start}. */
    public static MovableClock at(Instant start) {
        return new MovableClock(start);
    }

    /** A clock that shows {@code start}, an instant such as {@code 2026-01-31T10:00:00Z}. */
    public static MovableClock at(String start) {
        return at(Instant.parse(start));
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Sets the clock, forward or back: a node whose clock is wrong is a case worth testing. */
    public synchronized void set(Instant to) {
        now = to;
    }

    /**
     * Moves the clock on, or back by a negative duration.
     *
     * @return what it shows now
     */
    public synchronized Instant advance(Duration by) {
        Instant moved = now.plus(by);
        now = moved;
        return moved;
    }

    /** What the clock shows. */
    @Override
    public String toString() {
        return "MovableClock[" + now + "]";
    }
}
