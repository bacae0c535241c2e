// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a change of plan or quantity adds to a slice (R10). */
final class PlanDelta {
    private final CreditPolicy.PlanChange policy;

    PlanDelta(CreditPolicy.PlanChange policy) {
        this.policy = policy;
    }

    /**
     * A change inside a slice.
     *
     * @param slice the slice as it is
     * @param begun when its month began
     * @param target what the plan's allowance becomes
     * @param since from when on
     * @param until when another change takes its place that was paid together with it, null when none does
     * @param wholly true when it took effect before the slice began, which was not known when the slice opened
     */
    record Change(
            Slice slice,
            Instant begun,
            long target,
            Instant since,
            @Nullable Instant until,
            boolean wholly) {}

    /**
     * The credits that a change adds.
     *
     * @param newer a change that took effect later and is applied already, null when there is none
     */
    long of(Change change, @Nullable NewestChange newer) {
        Slice slice = change.slice();
        if (slice.trial() || (newer != null && !newer.at().isAfter(change.since()))) {
            return 0;
        }
        if (change.until() != null) {
            long from = newer == null ? slice.highWater() : newer.before();
            return policy == CreditPolicy.PlanChange.PRORATED ? between(change, change.until(), from) : 0;
        }
        long increase = Math.max(0, change.target() - slice.highWater());
        if (change.wholly() && policy != CreditPolicy.PlanChange.PRORATED) {
            return increase;
        }
        return switch (policy) {
            case PRORATED ->
                newer == null ? prorated(increase, change, change.since(), slice.end()) : before(newer, change);
            case FULL_DELTA -> increase;
            case RESET -> increase == 0 ? 0 : change.target();
            case NONE -> 0;
        };
    }

    /** What two changes would have added in the order in which they took effect, less what the newer one has added. */
    private static long before(NewestChange newer, Change older) {
        Slice slice = older.slice();
        long before = newer.before();
        long between = Math.max(before, older.target());
        long raised = prorated(between - before, older, older.since(), slice.end());
        long then = prorated(Math.max(0, slice.highWater() - between), older, newer.at(), slice.end());
        long already = prorated(Math.max(0, slice.highWater() - before), older, newer.at(), slice.end());
        return Math.max(0, raised + then - already);
    }

    /** What is paid of a change that another one replaced is the time between them. */
    private static long between(Change change, Instant until, long from) {
        Instant end = SliceRules.earlier(until, change.slice().end());
        return prorated(Math.max(0, change.target() - from), change, change.since(), end);
    }

    /** {@code floor(increase x time / length)}. */
    private static long prorated(long increase, Change change, Instant from, Instant to) {
        long length = Duration.between(change.begun(), change.slice().end()).toMillis();
        long time = Math.max(0, Duration.between(from, to).toMillis());
        return BigInteger.valueOf(increase)
                .multiply(BigInteger.valueOf(time))
                .divide(BigInteger.valueOf(length))
                .longValueExact();
    }
}
