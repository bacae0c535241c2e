// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Where monthly slices begin (R12): slice n at {@code anchor} plus n months in UTC, each counted from the anchor itself,
 * so that a month end is clamped and never drifts.
 */
record SliceSchedule(Instant anchor) {
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
