// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came over the wire.
 *
 * @param method the HTTP method
 * @param path the path, without the query
 * @param idempotencyKey the key; null when there was none
 * @param attempt how often this method, path and key had been seen, this time included
 * @param requestId what Stripe calls the request
 * @param status what was answered; null when nothing was, or not yet
 * @param fault what was made to go wrong; null for nothing
 */
public record LoggedRequest(
        String method,
        String path,
        @Nullable String idempotencyKey,
        int attempt,
        String requestId,
        @Nullable Integer status,
        @Nullable Fault fault) {
    /** What was made to go wrong. */
    public Optional<Fault> wentWrong() {
        return Optional.ofNullable(fault);
    }

    LoggedRequest withFault(Fault what) {
        return new LoggedRequest(method, path, idempotencyKey, attempt, requestId, status, what);
    }

    LoggedRequest withStatus(int answered) {
        return new LoggedRequest(method, path, idempotencyKey, attempt, requestId, answered, fault);
    }
}
