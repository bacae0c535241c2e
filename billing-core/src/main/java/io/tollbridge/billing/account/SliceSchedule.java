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
    /** The longest month. A period up to this long is one slice, whatever the calendar says. */
    private static final Duration MONTH = Duration.ofDays(31);

    /** By how much the end of a period may miss a boundary because a month end was clamped twice. */
    private static final Duration CLAMPED = Duration.ofDays(3);

    /**
     * First instant of the slice of a paid period that contains the present. A period of whole months is cut at its
     * months; any other is one slice, so that no payment is granted twice.
     */
    Instant slotStart(Instant periodStart, Instant periodEnd, Instant now) {
        if (!now.isAfter(periodStart) || !inMonths(periodStart, periodEnd)) {
            return periodStart;
        }
        Instant boundary = boundary(slotAt(now.isBefore(periodEnd) ? now : periodEnd.minusMillis(1)));
        boolean clamped = Duration.between(boundary, periodEnd).compareTo(CLAMPED) <= 0;
        Instant start = clamped ? boundary(slotAt(boundary.minusMillis(1))) : boundary;
        return start.isAfter(periodStart) ? start : periodStart;
    }

    /** First instant after the slice that begins at {@code slotStart}. */
    Instant slotEnd(Instant slotStart, Instant periodStart, Instant periodEnd) {
        if (!inMonths(periodStart, periodEnd)) {
            return periodEnd;
        }
        Instant next = boundary(slotAt(slotStart) + 1);
        return Duration.between(next, periodEnd).compareTo(CLAMPED) <= 0 ? periodEnd : next;
    }

    private boolean inMonths(Instant start, Instant end) {
        if (Duration.between(start, end).compareTo(MONTH) <= 0) {
            return false;
        }
        Instant before = boundary(slotAt(end));
        Instant after = boundary(slotAt(end) + 1);
        return Duration.between(before, end).compareTo(CLAMPED) <= 0
                || Duration.between(end, after).compareTo(CLAMPED) <= 0;
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
