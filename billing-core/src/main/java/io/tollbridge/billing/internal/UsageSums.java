// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.UsageDelta;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up usage so that each day and feature appears once in a change. */
final class UsageSums {
    private UsageSums() {}

    private record Line(LocalDate day, String feature) {}

    static List<UsageDelta> of(List<UsageDelta> deltas) {
        if (deltas.size() < 2) {
            return deltas;
        }
        Map<Line, UsageDelta> sums = new LinkedHashMap<>();
        for (UsageDelta delta : deltas) {
            sums.merge(new Line(delta.day(), delta.feature()), delta, UsageSums::plus);
        }
        return List.copyOf(sums.values());
    }

    private static UsageDelta plus(UsageDelta a, UsageDelta b) {
        return new UsageDelta(
                a.day(),
                a.feature(),
                a.uses() + b.uses(),
                a.credits() + b.credits(),
                a.refused() + b.refused(),
                a.waived() + b.waived());
    }
}
