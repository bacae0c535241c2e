// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What keeps automatic purchases from being made (R16). Immutable.
 *
 * @param failures how many attempts failed in a row
 * @param nextAttemptAt no attempt before this instant, null for no wait
 * @param suspended true after too many failures or a hard decline, until something changes
 * @param cardFingerprint of the card that failed last, to notice another one; null when there was none
 * @param latched true when the subscription's credits ran low and were bought for, until they are there again
 * @param disputes how many purchases have money at risk
 * @param disputeLocked true after a dispute about an automatic purchase, until an admin ends it
 * @param stopped the admin who switched automatic purchases off and why, null when none did
 */
public record Breaker(
        int failures,
        @Nullable Instant nextAttemptAt,
        boolean suspended,
        @Nullable String cardFingerprint,
        boolean latched,
        int disputes,
        boolean disputeLocked,
        @Nullable Attribution stopped) {
    /** Nothing stands in the way. */
    public static final Breaker CLOSED = new Breaker(0, null, false, null, false, 0, false, null);

    /** After a success: another attempt may be made at once. */
    Breaker reset() {
        return new Breaker(0, null, false, null, latched, disputes, disputeLocked, stopped);
    }

    Breaker failed(int count, Instant next, boolean suspend, @Nullable String card) {
        return new Breaker(count, next, suspend, card, false, disputes, disputeLocked, stopped);
    }

    Breaker withLatched(boolean isLatched) {
        return new Breaker(
                failures, nextAttemptAt, suspended, cardFingerprint, isLatched, disputes, disputeLocked, stopped);
    }

    Breaker withDisputes(int count, boolean locked) {
        return new Breaker(failures, nextAttemptAt, suspended, cardFingerprint, latched, count, locked, stopped);
    }

    Breaker withStopped(@Nullable Attribution admin) {
        return new Breaker(
                failures, nextAttemptAt, suspended, cardFingerprint, latched, disputes, disputeLocked, admin);
    }
}
