// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts how often each point is passed and says when it breaks there. Thread-safe. */
final class FaultSchedule<P extends Enum<P>> {
    private final Map<P, Long> passed;
    private final Map<P, Set<Long>> planned;
    private final Map<P, Set<Long>> fatal;
    private final Set<P> shaky;
    private Random dice = new Random(0);
    private int oneIn;
    private boolean down;
    private boolean crashed;
    private long struck;

    FaultSchedule(Class<P> points) {
        passed = new EnumMap<>(points);
        planned = new EnumMap<>(points);
        fatal = new EnumMap<>(points);
        shaky = EnumSet.noneOf(points);
    }

    /** Breaks when the point is passed for the n-th time from now. */
    synchronized void at(P point, long nth, boolean forGood) {
        if (nth < 1) {
            throw new IllegalArgumentException("faults are counted from 1, not from " + nth);
        }
        long absolute = passed(point) + nth;
        (forGood ? fatal : planned).computeIfAbsent(point, p -> new HashSet<>()).add(absolute);
    }

    synchronized void randomly(long seed, int newOneIn, Set<P> points) {
        if (newOneIn < 1 || points.isEmpty()) {
            throw new IllegalArgumentException("random faults need one in 1 or more, and a point to strike at");
        }
        dice = new Random(seed);
        oneIn = newOneIn;
        shaky.clear();
        shaky.addAll(points);
    }

    synchronized void takeDown() {
        down = true;
    }

    synchronized void heal() {
        down = false;
        crashed = false;
        planned.clear();
        fatal.clear();
        shaky.clear();
    }

    /** Passes a point: true when it breaks there. */
    synchronized boolean strikes(P point) {
        long count = passed(point) + 1;
        passed.put(point, count);
        boolean fails = remove(planned.get(point), count);
        boolean crashes = remove(fatal.get(point), count);
        boolean slips = shaky.contains(point) && dice.nextInt(oneIn) == 0;
        down = down || crashes;
        crashed = crashed || crashes;
        if (!fails && !crashes && !slips) {
            return false;
        }
        struck++;
        return true;
    }

    /** True while nothing gets through at all. */
    synchronized boolean isDown() {
        return down;
    }

    /** True while nothing gets through because a fault was for good. */
    synchronized boolean isCrashed() {
        return crashed;
    }

    synchronized long passed(P point) {
        return passed.getOrDefault(point, 0L);
    }

    synchronized long struck() {
        return struck;
    }

    private static boolean remove(@Nullable Set<Long> counts, long count) {
        return counts != null && counts.remove(count);
    }
}
