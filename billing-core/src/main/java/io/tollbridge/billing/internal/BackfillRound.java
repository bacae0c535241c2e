// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the list of events has been read. The list comes newest first, so a round goes back to {@code from}.
 *
 * @param from events made then or later; null between rounds
 * @param until when the round has ended, all that was made before then has been read; by the payment service's clock
 * @param after the last event that was read in this round, null at its beginning
 */
record BackfillRound(
        @Nullable Instant from, Instant until, @Nullable String after) {
    private static final String SEPARATOR = ":";

    /** Between rounds. */
    static BackfillRound through(Instant until) {
        return new BackfillRound(null, until, null);
    }

    /** What was stored; empty for a text that no version of this class has written. */
    static @Nullable BackfillRound of(String position) {
        String[] parts = position.split(SEPARATOR, 3);
        try {
            return switch (parts.length) {
                case 1 -> through(instant(parts[0]));
                case 3 -> new BackfillRound(instant(parts[0]), instant(parts[1]), parts[2].isEmpty() ? null : parts[2]);
                default -> null;
            };
        } catch (NumberFormatException notOurs) {
            return null;
        }
    }

    private static Instant instant(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }

    /** What is stored. */
    String position() {
        return from == null
                ? Long.toString(until.toEpochMilli())
                : from.toEpochMilli() + SEPARATOR + until.toEpochMilli() + SEPARATOR + (after == null ? "" : after);
    }

    /** The same round after an event; null to begin it again. */
    BackfillRound at(@Nullable String event) {
        return new BackfillRound(from, until, event);
    }
}
