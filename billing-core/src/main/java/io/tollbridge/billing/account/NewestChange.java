// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;

/**
 * The change of a subscription's plan or quantity that took effect last, of those that were applied. One that took effect
 * earlier and is heard of later no longer says what the slices are of; it adds what it would have added before this one.
 *
 * @param at when it took effect
 * @param before the highest plan allowance that the slice had had until then (R10); where that is not known any more, the
 *     highest number, by which an earlier change adds nothing
 */
public record NewestChange(Instant at, long before) {
    /** The same change after an earlier one was heard of, which raised the allowance to a level. */
    NewestChange after(long level) {
        return level > before ? new NewestChange(at, level) : this;
    }
}
