// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * When work that failed is tried again: each time four times later, up to a bound, and up to a fifth earlier at random,
 * so that what failed together does not come back together. Immutable.
 *
 * @param attempts after so many it is given up
 * @param first the delay after the first attempt
 * @param longest no delay is longer
 * @param random a number from 0 to below the given one
 */
record RetrySchedule(int attempts, Duration first, Duration longest, LongUnaryOperator random) {
    private static final int JITTER_DIVISOR = 5;

    boolean isOver(int attempt) {
        return attempt >= attempts;
    }

    /** How long to wait after an attempt, 1 for the first. */
    Duration after(int attempt) {
        int doublings = 2 * (Math.min(attempt, attempts) - 1);
        Duration delay = first.multipliedBy(1L << Math.min(doublings, 40));
        long millis = (delay.compareTo(longest) > 0 ? longest : delay).toMillis();
        return Duration.ofMillis(millis - random.applyAsLong(millis / JITTER_DIVISOR + 1));
    }
}
