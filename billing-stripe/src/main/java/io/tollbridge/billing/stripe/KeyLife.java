// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import java.time.Duration;
import java.time.Instant;

/**
 * How long Stripe knows a key. It keeps keys for at least 24 hours, after which the same key is a new request (source:
 * docs.stripe.com/api/idempotent_requests). The last hour is left out, because a request takes time.
 */
final class KeyLife {
    static final Duration MOST = Duration.ofHours(24);
    private static final Duration SURE = Duration.ofHours(23);

    private KeyLife() {}

    /** True when the same request is sure to come to the same result. */
    static boolean known(Instant firstSent, Instant now) {
        // why both sides: with a clock that went back nobody knows how old the key is
        Duration age = Duration.between(firstSent, now);
        return age.compareTo(SURE) < 0 && age.compareTo(SURE.negated()) > 0;
    }

    /** True when nothing that was sent under the key can still be carried out. */
    static boolean over(Instant firstSent, Instant now) {
        return Duration.between(firstSent, now).compareTo(MOST) > 0;
    }
}
