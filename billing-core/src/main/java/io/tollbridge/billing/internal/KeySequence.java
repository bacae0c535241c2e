// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes operation keys for callers who gave none: time first, so that they are stored side by side; then a random
 * number of this instance, so that two nodes never meet; then a counter.
 */
final class KeySequence {
    private static final int RADIX = 36;

    private final InstantSource clock;
    private final String node = Long.toUnsignedString(new SecureRandom().nextLong(), RADIX);
    private final AtomicLong counter = new AtomicLong();

    KeySequence(InstantSource clock) {
        this.clock = clock;
    }

    String next() {
        return Long.toString(clock.millis(), RADIX) + "-" + node + "-"
                + Long.toString(counter.incrementAndGet(), RADIX);
    }
}
