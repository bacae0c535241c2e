// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.BillingConfigurationException;
import java.time.Duration;

/**
 * How Stripe is called. Immutable; each method returns other limits. Begin with {@link #DEFAULT}.
 *
 * @param connectTimeout how long a connection may take to open; 5 seconds by default
 * @param readTimeout how long an answer may take once connected; 20 seconds by default, because slow banks take more
 *     than 10
 * @param sendings how often one request is sent at most, always under the same key; 3 by default
 * @param firstPause the pause before the second sending, doubled for each further one up to 16 times, less a random part
 *     of up to a half; 500 milliseconds by default
 * @param patience how long one call may take in all, waiting for its turn included; 60 seconds by default
 * @param perSecond requests in a second; 80 by default, below Stripe's 100 for live accounts. Use 20 for a sandbox, which
 *     has 25. Several nodes share what Stripe allows
 * @param concurrency requests at the same time; 16 by default
 */
public record ApiLimits(
        Duration connectTimeout,
        Duration readTimeout,
        int sendings,
        Duration firstPause,
        Duration patience,
        int perSecond,
        int concurrency) {
    /** What suits a live account. Source of the rates: docs.stripe.com/rate-limits. */
    public static final ApiLimits DEFAULT = new ApiLimits(
            Duration.ofSeconds(5), Duration.ofSeconds(20), 3, Duration.ofMillis(500), Duration.ofSeconds(60), 80, 16);

    public ApiLimits {
        between("connect timeout", connectTimeout, Duration.ofMinutes(1));
        between("read timeout", readTimeout, Duration.ofMinutes(2));
        between("first pause", firstPause, Duration.ofSeconds(10));
        between("patience", patience, Duration.ofMinutes(10));
        between("number of sendings", sendings, 10);
        between("number of requests in a second", perSecond, 10_000);
        between("number of requests at the same time", concurrency, 1_000);
    }

    private static void between(String what, Duration value, Duration most) {
        if (value.toMillis() < 1 || value.compareTo(most) > 0) {
            throw new BillingConfigurationException(
                    "the " + what + " for Stripe must be 1 millisecond to " + most + ", not " + value);
        }
    }

    private static void between(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new BillingConfigurationException(
                    "the " + what + " for Stripe must be 1 to " + most + ", not " + value);
        }
    }

    /** With other time-outs. */
    public ApiLimits timeouts(Duration connect, Duration read) {
        return new ApiLimits(connect, read, sendings, firstPause, patience, perSecond, concurrency);
    }

    /** With other repeats. */
    public ApiLimits repeats(int most, Duration pause, Duration inAll) {
        return new ApiLimits(connectTimeout, readTimeout, most, pause, inAll, perSecond, concurrency);
    }

    /** With other rates. */
    public ApiLimits rates(int requestsPerSecond, int atTheSameTime) {
        return new ApiLimits(
                connectTimeout, readTimeout, sendings, firstPause, patience, requestsPerSecond, atTheSameTime);
    }
}
