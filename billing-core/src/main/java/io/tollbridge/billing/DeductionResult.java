// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a deduction came to. */
public sealed interface DeductionResult {
    /**
     * Credits were charged, now and committed.
     *
     * @param charge what was charged
     */
    record Deducted(Charge charge) implements DeductionResult {}

    /**
     * The same idempotency key was used before for the same request; nothing was charged again.
     *
     * @param original what was charged the first time
     */
    record Replayed(Charge original) implements DeductionResult {}

    /**
     * There were too few credits; nothing was charged, and the idempotency key may be used again.
     *
     * @param requested credits that were asked for
     * @param spendable credits that could be spent at that moment
     * @param nextResetAt when the next slice is due, null when none is
     */
    record Insufficient(
            long requested, long spendable, @Nullable Instant nextResetAt) implements DeductionResult {
        /** Credits that were missing. */
        public long shortfall() {
            return requested - spendable;
        }
    }
}
