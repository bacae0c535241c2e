// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.internal.Arguments;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Credits to be added by the host. Immutable; each method returns a new grant.
 *
 * @param tenantId whose credits
 * @param type where they go
 * @param credits how many, 1 or more
 * @param expiresAt when what is left of a bundle lot ends, null for never; not for subscription credits
 * @param idempotencyKey makes a repeated call grant once, null for a call that is never repeated
 * @param actor who adds them
 * @param reason why; kept in the ledger for good, so never personal data
 */
public record CreditGrant(
        String tenantId,
        CreditType type,
        long credits,
        @Nullable Instant expiresAt,
        @Nullable String idempotencyKey,
        @Nullable String actor,
        @Nullable String reason) {
    public CreditGrant {
        Arguments.tenant(tenantId);
        Arguments.positive("amount of a grant", credits);
        if (idempotencyKey != null) {
            Arguments.key(idempotencyKey);
        }
        if (actor != null) {
            Arguments.text(ErrorCode.ARGUMENT_INVALID, "an actor", actor);
        }
        if (reason != null) {
            Arguments.text(ErrorCode.ARGUMENT_INVALID, "a reason", reason);
        }
        if (type == CreditType.SUBSCRIPTION && expiresAt != null) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "subscription credits end with their slice; an expiry of " + expiresAt + " is for bundle credits");
        }
    }

    /** Bundle credits, which roll over. */
    public static CreditGrant bundle(String tenantId, long credits) {
        return new CreditGrant(tenantId, CreditType.BUNDLE, credits, null, null, null, null);
    }

    /** Subscription credits: the current slice's allowance and remaining credits grow. */
    public static CreditGrant subscription(String tenantId, long credits) {
        return new CreditGrant(tenantId, CreditType.SUBSCRIPTION, credits, null, null, null, null);
    }

    /** This grant with an expiry. */
    public CreditGrant expiresAt(Instant instant) {
        return new CreditGrant(tenantId, type, credits, instant, idempotencyKey, actor, reason);
    }

    /** This grant with an idempotency key of 1 to 255 characters, unique in the tenant. Keys are kept for good. */
    public CreditGrant idempotencyKey(String key) {
        return new CreditGrant(tenantId, type, credits, expiresAt, key, actor, reason);
    }

    /** This grant with who makes it and why. */
    public CreditGrant by(String who, String why) {
        return new CreditGrant(tenantId, type, credits, expiresAt, idempotencyKey, who, why);
    }
}
