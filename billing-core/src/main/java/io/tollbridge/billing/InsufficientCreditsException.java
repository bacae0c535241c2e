// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The spendable credits are fewer than an action costs. Nothing was charged. */
public final class InsufficientCreditsException extends BillingException {
    private static final long serialVersionUID = 1;

    private final String tenantId;
    private final long requested;
    private final long spendable;
    private final @Nullable Instant nextResetAt;

    /** A refusal of {@code requested} credits with {@code spendable} there. */
    public InsufficientCreditsException(
            String tenantId, long requested, long spendable, @Nullable Instant nextResetAt) {
        super(
                ErrorCode.INSUFFICIENT_CREDITS,
                "tenant " + tenantId + " has " + spendable + " spendable credits, " + (requested - spendable)
                        + " fewer than the " + requested + " asked for"
                        + (nextResetAt == null ? "" : "; the next slice is due at " + nextResetAt),
                null);
        this.tenantId = tenantId;
        this.requested = requested;
        this.spendable = spendable;
        this.nextResetAt = nextResetAt;
    }

    /** Whose credits were too few. */
    public String tenantId() {
        return tenantId;
    }

    /** Credits that the action costs. */
    public long requested() {
        return requested;
    }

    /** Credits that could be spent at that moment. */
    public long spendable() {
        return spendable;
    }

    /** Credits that were missing. */
    public long shortfall() {
        return requested - spendable;
    }

    /** When the next slice is due, null when none is. */
    public @Nullable Instant nextResetAt() {
        return nextResetAt;
    }
}
