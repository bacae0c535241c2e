// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.track;

import io.tollbridge.billing.benchmarks.Settings;
import java.time.Duration;

/**
 * How big a run is.
 *
 * @param rounds how often everything is measured, each time in a new JVM
 * @param time of each measurement, of which there are two, and of each warm-up, of which there are two
 * @param forks 1 for JVMs of its own, 0 for this one
 */
public record TrackScale(int rounds, Duration time, int forks) {
    private static final int ROUNDS = 5;

    /** A minute, or half of one. */
    public static TrackScale of(Settings settings) {
        return new TrackScale(settings.rounds().orElse(ROUNDS), Duration.ofMillis(settings.quick() ? 400 : 1_000), 1);
    }
}
