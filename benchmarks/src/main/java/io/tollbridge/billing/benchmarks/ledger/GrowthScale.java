// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import io.tollbridge.billing.benchmarks.Settings;
import java.time.Duration;

/**
 * How big a run is.
 *
 * @param tenants ordinary tenants, each with two rows of opening balance: the small ledger
 * @param uses of each tenant in the big ledger, a row each
 * @param rounds how often everything is measured
 * @param warmUp how long the big ledger is charged before
 * @param time of each stretch; short, because the small ledger must stay small
 */
public record GrowthScale(int tenants, int uses, int rounds, Duration warmUp, Duration time) {
    private static final int TENANTS = 5_000;
    private static final int USES = 998;
    private static final int QUICK_USES = 98;
    private static final int ROUNDS = 9;

    /** From ten thousand rows to five million; to half a million when it must be quick. */
    public static GrowthScale of(Settings settings) {
        return new GrowthScale(
                TENANTS,
                settings.quick() ? QUICK_USES : USES,
                settings.rounds().orElse(ROUNDS),
                Duration.ofSeconds(settings.quick() ? 2 : 10),
                Duration.ofMillis(300));
    }

    int bigRows() {
        return tenants * (uses + 2);
    }
}
