// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The change of a subscription's plan or quantity that took effect last, of those that were applied. One that took effect
 * earlier and is heard of later no longer says what the slices are of; it adds what it would have added before this one.
 *
 * @param at when it took effect
 * @param before the highest plan allowance that the slice had had until then (R10); where that is not known any more, the
 *     highest number, by which an earlier change adds nothing
 * @param intervalAt when the last change took effect that changed how long is paid, null when none did
 */
public record NewestChange(
        Instant at, long before, @Nullable Instant intervalAt) {
    /** The same change after an earlier one was heard of, which raised the allowance to a level. */
    NewestChange after(long level) {
        return level > before ? new NewestChange(at, level, intervalAt) : this;
    }

    /** True when the interval has not been changed since an instant. */
    boolean leavesInterval(Instant since) {
        return intervalAt == null || intervalAt.isBefore(since);
    }

    NewestChange withInterval(Instant changedAt) {
        return new NewestChange(at, before, changedAt);
    }
}
