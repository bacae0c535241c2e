// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Where monthly slices begin (R12): slice n at {@code anchor} plus n months in UTC, each counted from the anchor itself,
 * so that a month end is clamped and never drifts.
 */
record SliceSchedule(Instant anchor) {
    static final Duration LONGEST_MONTH = Duration.ofDays(31);
    private static final Duration SHORTEST_MONTH = Duration.ofDays(28);

    /**
     * First instant of the slice of a paid period that contains the present, or of its last slice when it is over.
     */
    Instant slotStart(Instant periodStart, Instant periodEnd, Instant now) {
        Instant start = periodStart;
        Instant end = slotEnd(start, periodEnd);
        while (end.isBefore(periodEnd) && !now.isBefore(end)) {
            start = end;
            end = slotEnd(start, periodEnd);
        }
        return start;
    }

    /**
     * First instant after the slice that begins at {@code slotStart}. A period is cut at the anchor's months, but never
     * into a part that is shorter than a month: such a part belongs to its neighbour. So one payment for a period of
     * any length is never granted more often than it has months.
     */
    Instant slotEnd(Instant slotStart, Instant periodEnd) {
        if (within(slotStart, periodEnd, LONGEST_MONTH)) {
            return periodEnd;
        }
        long n = slotAt(slotStart) + 1;
        while (Duration.between(slotStart, boundary(n)).compareTo(SHORTEST_MONTH) < 0) {
            n++;
        }
        Instant end = boundary(n);
        boolean restIsShort = Duration.between(end, periodEnd).compareTo(SHORTEST_MONTH) < 0;
        return restIsShort ? periodEnd : end;
    }

    private static boolean within(Instant start, Instant end, Duration length) {
        return Duration.between(start, end).compareTo(length) <= 0;
    }

    /** True when one of the slices begins at the instant. */
    boolean hasBoundary(Instant instant) {
        return boundary(slotAt(instant)).equals(instant);
    }

    /** First instant of slice {@code n}. */
    Instant boundary(long n) {
        return anchor.atOffset(ZoneOffset.UTC).plusMonths(n).toInstant();
    }

    /** The number of the slice that contains the instant; negative before the anchor. */
    long slotAt(Instant instant) {
        OffsetDateTime from = anchor.atOffset(ZoneOffset.UTC);
        long n = ChronoUnit.MONTHS.between(from, instant.atOffset(ZoneOffset.UTC));
        // why: months between two dates counts whole months and knows nothing of clamped month ends
        while (boundary(n).isAfter(instant)) {
            n--;
        }
        while (!boundary(n + 1).isAfter(instant)) {
            n++;
        }
        return n;
    }
}
