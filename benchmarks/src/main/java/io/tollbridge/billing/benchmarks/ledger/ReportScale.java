// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import io.tollbridge.billing.benchmarks.Settings;

/**
 * How big a run is.
 *
 * @param uses of the tenant whose report is asked for, a row each, over 90 days
 * @param neighbours other tenants
 * @param neighbourUses uses of each of them
 * @param rounds how often everything is measured
 * @param reports how many of our reports in each round
 */
public record ReportScale(int uses, int neighbours, int neighbourUses, int rounds, int reports) {
    private static final int USES = 1_000_000;
    private static final int QUICK_USES = 500_000;
    private static final int ROUNDS = 9;

    /** A million rows; half of them when it must be quick. */
    public static ReportScale of(Settings settings) {
        int rounds = settings.rounds().orElse(ROUNDS);
        return new ReportScale(settings.quick() ? QUICK_USES : USES, 100, 2_000, rounds, 200);
    }
}
