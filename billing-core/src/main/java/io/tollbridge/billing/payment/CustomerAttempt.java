// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One stored attempt to make a tenant's customer. Everything that is sent is frozen in it, because the same key must
 * always go with the same request.
 *
 * @param tenantId for whom; sent as metadata
 * @param attemptId a random id, from which the key is made; not the tenant's id, so that two installations that share
 *     one account never share a key
 * @param startedAt when the attempt was stored, before anything was sent
 * @param email sent with the request, null for none
 */
public record CustomerAttempt(
        String tenantId,
        String attemptId,
        Instant startedAt,
        @Nullable String email) {
    /** The key of the request. */
    public RequestKey key() {
        return new RequestKey("customer", attemptId, 1);
    }

    /** Without the e-mail. */
    @Override
    public String toString() {
        return "CustomerAttempt[" + tenantId + ", " + attemptId + ", " + startedAt + "]";
    }
}
