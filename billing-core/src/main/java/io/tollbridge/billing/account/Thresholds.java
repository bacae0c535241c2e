// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.notification.Notification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Usage thresholds of the slice (R17): each fires once in a slice and epoch, and is never taken back. */
public final class Thresholds {
    private static final int[] PERCENT = {75, 90, 100};

    private Thresholds() {}

    /** Notes every threshold that the present usage has reached and that has not fired in this epoch. */
    static void check(Draft draft) {
        Slice slice = draft.slice();
        if (slice == null || basis(draft, slice) == 0) {
            return;
        }
        int fired = slice.thresholdsFired();
        List<Integer> crossed = new ArrayList<>();
        for (int i = 0; i < PERCENT.length; i++) {
            int bit = 1 << i;
            if ((fired & bit) == 0 && reached(draft, slice, PERCENT[i])) {
                fired |= bit;
                crossed.add(PERCENT[i]);
            }
        }
        if (crossed.isEmpty()) {
            return;
        }
        draft.slice(slice.withThresholdsFired(fired));
        List<Integer> wanted = new ArrayList<>(crossed);
        wanted.removeAll(percents(draft.mutedThresholds()));
        int highest = wanted.isEmpty() ? 0 : wanted.get(wanted.size() - 1);
        for (int percent : crossed) {
            boolean delivered = percent == highest;
            draft.tell(new Notification(
                    "slice:" + slice.grantId() + ":" + slice.epoch() + ":usage-" + percent,
                    Notification.Kind.USAGE_THRESHOLD,
                    status(delivered, wanted.contains(percent)),
                    percent,
                    delivered ? crossed : List.of(percent),
                    draft.now()));
        }
    }

    private static Notification.Status status(boolean delivered, boolean wanted) {
        if (delivered) {
            return Notification.Status.PENDING;
        }
        return wanted ? Notification.Status.SUPERSEDED : Notification.Status.SUPPRESSED;
    }

    /** Takes every threshold that the present usage has reached as told elsewhere. */
    static void forget(Draft draft) {
        Slice slice = draft.slice();
        if (slice == null || basis(draft, slice) == 0) {
            return;
        }
        int fired = slice.thresholdsFired() & Notices.TRIAL_TOLD;
        for (int i = 0; i < PERCENT.length; i++) {
            fired |= reached(draft, slice, PERCENT[i]) ? 1 << i : 0;
        }
        draft.slice(slice.withThresholdsFired(fired));
    }

    /** What the percentages are of. */
    private static long basis(Draft draft, Slice slice) {
        return total(draft) ? sum(slice.allowance(), slice.bundlesAtStart()) : slice.allowance();
    }

    static boolean total(Draft draft) {
        return draft.policy().thresholdBasis() == CreditPolicy.ThresholdBasis.TOTAL;
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static boolean reached(Draft draft, Slice slice, int percent) {
        long used = total(draft) ? sum(slice.used(), slice.bundlesUsed()) : slice.used();
        return reached(used, basis(draft, slice), percent);
    }

    /** {@code used * 100 >= percent * basis}, without overflow. */
    private static boolean reached(long used, long basis, int percent) {
        long usedHigh = Math.multiplyHigh(used, 100);
        long basisHigh = Math.multiplyHigh(basis, percent);
        if (usedHigh != basisHigh) {
            return usedHigh > basisHigh;
        }
        return Long.compareUnsigned(used * 100, basis * percent) >= 0;
    }

    /** The thresholds that a set of bits stands for, lowest first. */
    public static List<Integer> percents(int bits) {
        List<Integer> percents = new ArrayList<>();
        for (int i = 0; i < PERCENT.length; i++) {
            if ((bits & 1 << i) != 0) {
                percents.add(PERCENT[i]);
            }
        }
        return percents;
    }

    /**
     * The bits that stand for thresholds.
     *
     * @throws InvalidArgumentException when one of them is no threshold
     */
    public static int bits(Collection<Integer> percents) {
        int bits = 0;
        for (int percent : percents) {
            int index = Arrays.binarySearch(PERCENT, percent);
            if (index < 0) {
                throw new InvalidArgumentException(
                        ErrorCode.ARGUMENT_INVALID,
                        "the usage thresholds are 75, 90 and 100 percent; there is none of " + percent);
            }
            bits |= 1 << index;
        }
        return bits;
    }
}
