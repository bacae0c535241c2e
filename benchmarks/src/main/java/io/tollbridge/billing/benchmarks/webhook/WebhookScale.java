// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import io.tollbridge.billing.benchmarks.Settings;
import java.time.Duration;

/**
 * How big a run is.
 *
 * @param rounds how often everything is measured
 * @param warmUp how long each endpoint takes events before
 * @param ramp how long it takes events in each stretch before it is measured
 * @param time how long it is measured
 * @param perSecond how many events are signed for a second of a stretch; more than any endpoint can take
 * @param drainTenants how many tenants subscribe in each round of the drain
 */
public record WebhookScale(int rounds, Duration warmUp, Duration ramp, Duration time, int perSecond, int drainTenants) {
    private static final int ROUNDS = 7;
    private static final int PER_SECOND = 25_000;

    /** Five minutes at most, or one and a half. */
    public static WebhookScale of(Settings settings) {
        int rounds = settings.rounds().orElse(ROUNDS);
        return settings.quick()
                ? new WebhookScale(
                        rounds, Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(1), PER_SECOND, 40)
                : new WebhookScale(
                        rounds, Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(4), PER_SECOND, 150);
    }
}
