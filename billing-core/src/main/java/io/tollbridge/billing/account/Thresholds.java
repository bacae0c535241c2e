// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.notification.Notification;
import java.util.ArrayList;
import java.util.List;

/** Usage thresholds of the slice (R17): each fires once in a slice and epoch, and is never taken back. */
final class Thresholds {
    private static final int[] PERCENT = {75, 90, 100};

    private Thresholds() {}

    /** Notes every threshold that the present usage has reached and that has not fired in this epoch. */
    static void check(Draft draft) {
        Slice slice = draft.slice();
        if (slice == null || slice.allowance() == 0) {
            return;
        }
        int fired = slice.thresholdsFired();
        List<Integer> crossed = new ArrayList<>();
        for (int i = 0; i < PERCENT.length; i++) {
            int bit = 1 << i;
            if ((fired & bit) == 0 && reached(slice, PERCENT[i])) {
                fired |= bit;
                crossed.add(PERCENT[i]);
            }
        }
        if (crossed.isEmpty()) {
            return;
        }
        draft.slice(slice.withThresholdsFired(fired));
        int highest = crossed.get(crossed.size() - 1);
        for (int percent : crossed) {
            boolean delivered = percent == highest;
            draft.tell(new Notification(
                    "slice:" + slice.grantId() + ":" + slice.epoch() + ":usage-" + percent,
                    Notification.Kind.USAGE_THRESHOLD,
                    delivered ? Notification.Status.PENDING : Notification.Status.SUPERSEDED,
                    percent,
                    delivered ? crossed : List.of(percent),
                    draft.now()));
        }
    }

    /** Takes every threshold that the present usage has reached as told elsewhere. */
    static void forget(Draft draft) {
        Slice slice = draft.slice();
        if (slice == null || slice.allowance() == 0) {
            return;
        }
        int fired = 0;
        for (int i = 0; i < PERCENT.length; i++) {
            fired |= reached(slice, PERCENT[i]) ? 1 << i : 0;
        }
        draft.slice(slice.withThresholdsFired(fired));
    }

    /** {@code used * 100 >= percent * allowance}, without overflow. */
    private static boolean reached(Slice slice, int percent) {
        long usedHigh = Math.multiplyHigh(slice.used(), 100);
        long allowanceHigh = Math.multiplyHigh(slice.allowance(), percent);
        if (usedHigh != allowanceHigh) {
            return usedHigh > allowanceHigh;
        }
        return Long.compareUnsigned(slice.used() * 100, slice.allowance() * percent) >= 0;
    }
}
