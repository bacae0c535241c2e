// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What a call came to, judged over all its sendings. */
sealed interface Answer {
    /** Stripe did it, or had done it before. */
    record Done(StripeJson body, Reply reply) implements Answer {}

    /** Stripe did not do it and will not. */
    record Refused(int status, ServiceError error, @Nullable String requestId) implements Answer {}

    /** It was not done, for want of a connection or of a turn. */
    record NotDone(ErrorCode code, @Nullable Exception cause) implements Answer {}

    /**
     * Nobody knows.
     *
     * @param spent true when Stripe has stored a failure for the key, so that the same key will never come to anything
     *     else: only listing can tell
     */
    record InDoubt(
            String why,
            boolean spent,
            @Nullable String requestId,
            @Nullable Exception cause) implements Answer {}
}
