// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import io.tollbridge.billing.benchmarks.Settings;
import java.time.Duration;

/**
 * How big a run is.
 *
 * @param tenants ordinary tenants
 * @param rounds how often everything is measured
 * @param warmUp how long each contender runs before, in each case; in the first case several times as long
 * @param ramp how long it runs in each stretch before it is measured
 * @param time how long it is measured, in the cases that have goals; others get half
 * @param single how long each round of single calls takes
 * @param everyCase whether cases without goals are measured too
 */
public record DeductScale(
        int tenants, int rounds, Duration warmUp, Duration ramp, Duration time, Duration single, boolean everyCase) {
    private static final int ROUNDS = 5;
    private static final int TENANTS = 10_000;

    /** Eight minutes at most, or two. */
    public static DeductScale of(Settings settings) {
        int rounds = settings.rounds().orElse(ROUNDS);
        return settings.quick()
                ? new DeductScale(
                        TENANTS,
                        rounds,
                        Duration.ofMillis(800),
                        Duration.ofMillis(150),
                        Duration.ofMillis(650),
                        Duration.ofSeconds(1),
                        !settings.only().isEmpty())
                : new DeductScale(
                        TENANTS,
                        rounds,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(250),
                        Duration.ofMillis(2_400),
                        Duration.ofSeconds(4),
                        true);
    }
}
