// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/** An idempotency key was used before for a different request. Nothing was written. */
public final class IdempotencyConflictException extends BillingException {
    private static final long serialVersionUID = 1;

    private final String key;

    /** A conflict on {@code key} of {@code tenantId}. */
    public IdempotencyConflictException(String tenantId, String key) {
        super(
                ErrorCode.IDEMPOTENCY_CONFLICT,
                "tenant " + tenantId + " used the idempotency key \"" + key
                        + "\" before for a different request; use a new key for a new request",
                null);
        this.key = key;
    }

    /** The key as the caller gave it. */
    public String key() {
        return key;
    }
}
