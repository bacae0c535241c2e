// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.internal.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * A charge to be undone. Immutable; each method returns a new reversal.
 *
 * @param tenantId whose charge
 * @param operationId the operation that charged, 0 when a key names it
 * @param originalKey the idempotency key of the charge, null when an operation id names it
 * @param credits how many of the charged credits, 1 or more; null for all
 * @param actor who undoes it, null when nobody in particular
 * @param reason why, null when there is nothing to say; kept in the ledger for good, so never personal data
 */
public record Reversal(
        String tenantId,
        long operationId,
        @Nullable String originalKey,
        @Nullable Long credits,
        @Nullable String actor,
        @Nullable String reason) {
    public Reversal {
        Arguments.tenant(tenantId);
        if (originalKey != null) {
            Arguments.key(originalKey);
        } else if (operationId < 1) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "a reversal needs the id of an operation that charged credits, not " + operationId
                            + "; a charge of nothing needs no reversal");
        }
        if (credits != null) {
            Arguments.positive("amount of a reversal", credits);
        }
    }

    /** Undoes all of the operation that {@link Charge#operationId} names. */
    public static Reversal ofOperation(String tenantId, long operationId) {
        return new Reversal(tenantId, operationId, null, null, null, null);
    }

    /** Undoes all of the charge that was made with the idempotency key. */
    public static Reversal ofKey(String tenantId, String idempotencyKey) {
        return new Reversal(tenantId, 0, idempotencyKey, null, null, null);
    }

    /** This reversal of a part only, which is taken from the end of the charge. */
    public Reversal credits(long part) {
        return new Reversal(tenantId, operationId, originalKey, part, actor, reason);
    }

    /** This reversal with who makes it and why. */
    public Reversal by(String who, String why) {
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "an actor", who);
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "a reason", why);
        return new Reversal(tenantId, operationId, originalKey, credits, who, why);
    }
}
