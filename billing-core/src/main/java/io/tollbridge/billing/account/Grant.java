// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One grant of credits as a row: a bundle lot, or the record of a slice. Immutable.
 *
 * <p>A lot's remaining credits are kept here. The current slice's live in {@link Slice} for speed; its grant row takes
 * the final figures when the slice ends.
 *
 * @param id number of the grant in its tenant, from 1
 * @param kind slice or lot
 * @param state what has become of it
 * @param fact the business fact that it was granted for; unique in the tenant, so that one fact grants once
 * @param source where it came from
 * @param credits how many credits it began with
 * @param remaining credits that can be spent
 * @param held credits in open holds
 * @param frozen credits out of reach by a dispute
 * @param clawback what became of its credits because its money went, or may go, back
 * @param promo true for credits that were not paid for; used before paid ones of the same expiry (R2)
 * @param startsAt when it was granted, or the slice began
 * @param expiresAt first instant at which its remaining credits have ended, null when they do not end
 */
public record Grant(
        long id,
        Kind kind,
        State state,
        String fact,
        Source source,
        long credits,
        long remaining,
        long held,
        long frozen,
        Clawback clawback,
        boolean promo,
        Instant startsAt,
        @Nullable Instant expiresAt) {

    /** What a grant can be. */
    public enum Kind {
        /** Subscription credits of a period. */
        SLICE,
        /** Bundle credits. */
        LOT
    }

    /** What has become of a grant. The names are stored. */
    public enum State {
        /** Some of its credits can still move. */
        OPEN,
        /** It has ended: used up, expired or replaced. */
        CLOSED,
        /** A slice that passed without being granted (R12). */
        SKIPPED
    }

    /** Where a grant came from. The names are stored. */
    public enum Source {
        /** A subscription, paid at Stripe or local. */
        SUBSCRIPTION,
        /** A paid bundle. */
        PURCHASE,
        /** Given away. */
        GIFT,
        /** An operator's correction. */
        ADJUSTMENT,
        /** The opening balance of an import. */
        OPENING
    }

    /** True while any of its credits can still move. */
    public boolean live() {
        return remaining > 0 || held > 0 || frozen > 0;
    }

    /** True when the later grant is this one with another number of remaining credits. */
    public boolean differsByUseOnly(Grant later) {
        return withRemaining(later.remaining).equals(later);
    }

    Grant withRemaining(long newRemaining) {
        return with(newRemaining, held, frozen, clawback);
    }

    Grant withHeld(long newHeld) {
        return with(remaining, newHeld, frozen, clawback);
    }

    Grant withFrozen(long newFrozen) {
        return with(remaining, held, newFrozen, clawback);
    }

    Grant with(Clawback newClawback) {
        return with(remaining, held, frozen, newClawback);
    }

    /** This lot after so many of its credits have ended unused. */
    Grant withExpired(long more) {
        return with(clawback.withExpired(more));
    }

    private Grant with(long newRemaining, long newHeld, long newFrozen, Clawback newClawback) {
        boolean ended = newRemaining == 0 && newHeld == 0 && newFrozen == 0;
        return new Grant(
                id,
                kind,
                ended ? State.CLOSED : State.OPEN,
                fact,
                source,
                credits,
                newRemaining,
                newHeld,
                newFrozen,
                newClawback,
                promo,
                startsAt,
                expiresAt);
    }
}
