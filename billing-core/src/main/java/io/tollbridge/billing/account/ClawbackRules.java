// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.ledger.EntryType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Taking the credits of a lot back because its money went back, and giving them back when the money came after all
 * (R14); putting them out of reach while that is in doubt (R15).
 *
 * <p>What is taken is always the difference between what the money asks for and what counts as taken, so that it does
 * not matter how often and in which order refunds and disputes are heard of. It is taken from what is frozen of the lot,
 * what is left of it, what ended unused of it, what is left of other lots, the last to be used first; the rest is debt.
 * Giving back goes the other way round.
 */
final class ClawbackRules {
    private ClawbackRules() {}

    /**
     * How many credits a part of a price stands for, rounded down.
     *
     * @param credits what the whole price bought, 0 or more
     * @param part minor units, 0 or more; more than the whole counts as the whole
     * @param whole minor units, 1 or more
     */
    static long share(long credits, long part, long whole) {
        long capped = Math.min(part, whole);
        return BigInteger.valueOf(credits)
                .multiply(BigInteger.valueOf(capped))
                .divide(BigInteger.valueOf(whole))
                .longValueExact();
    }

    /** The sum of two amounts of money that are 0 or more; what exceeds a long counts as the greatest long. */
    static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    /**
     * Brings a lot to where its money is, as a part of the operation at hand.
     *
     * @param lot as it is stored
     * @param target how many of its credits are to count as clawed
     * @param disputed how many more of them are in doubt
     * @return why it cannot be done, null when it was
     */
    static Outcome.@Nullable Rejected settle(Draft draft, String tenantId, Grant lot, long target, long disputed) {
        long delta = target - lot.clawback().clawed();
        Grant settled = lot;
        if (delta > 0) {
            if (delta > Long.MAX_VALUE - draft.debt()) {
                return LotRules.overflow(tenantId, delta);
            }
            settled = take(draft, lot, delta);
        } else if (delta < 0) {
            if (!LotRules.fits(draft, -delta)) {
                return LotRules.overflow(tenantId, -delta);
            }
            settled = giveBack(draft, lot, -delta);
        }
        doubt(draft, settled, disputed);
        return null;
    }

    private static Grant take(Draft draft, Grant lot, long credits) {
        Grant left = lot;
        long open = credits;
        long frozen = Math.min(open, left.frozen());
        if (frozen > 0) {
            left = left.withFrozen(left.frozen() - frozen).with(left.clawback().taken(frozen));
            draft.moveFrozen(EntryType.CLAWBACK, left, -frozen);
            open -= frozen;
        }
        long remaining = Math.min(open, left.remaining());
        if (remaining > 0) {
            left = left.withRemaining(left.remaining() - remaining)
                    .with(left.clawback().taken(remaining));
            draft.moveLot(EntryType.CLAWBACK, left, -remaining);
            open -= remaining;
        }
        long expired = Math.min(open, left.clawback().expired());
        left = left.with(left.clawback().takenFromExpired(expired));
        open -= expired;
        long others = takeFromOthers(draft, left, open);
        left = left.with(left.clawback().takenElsewhere(others));
        open -= others;
        if (open > 0) {
            draft.moveDebt(EntryType.CLAWBACK, open);
            if (draft.policy().clawbackShortfall() == CreditPolicy.ClawbackShortfall.FORGIVE) {
                draft.moveDebt(EntryType.WRITE_OFF, -open);
                left = left.with(left.clawback().forgiven(open));
            } else {
                left = left.with(left.clawback().takenElsewhere(open));
            }
        }
        draft.put(left);
        return left;
    }

    private static long takeFromOthers(Draft draft, Grant lot, long credits) {
        List<Grant> lastFirst = new ArrayList<>(ConsumptionRules.inOrderOfUse(draft.grants()));
        Collections.reverse(lastFirst);
        long open = credits;
        for (Grant other : lastFirst) {
            long part = other.id() == lot.id() ? 0 : Math.min(open, other.remaining());
            if (part > 0) {
                draft.moveLot(EntryType.CLAWBACK, other.withRemaining(other.remaining() - part), -part);
                open -= part;
            }
        }
        return credits - open;
    }

    private static Grant giveBack(Draft draft, Grant lot, long credits) {
        Clawback before = lot.clawback();
        long unforgiven = Math.min(credits, before.forgiven());
        long open = credits - unforgiven;
        long fromElsewhere = Math.min(open, before.elsewhere());
        Clawback after = new Clawback(
                before.clawed() - credits,
                before.elsewhere() - fromElsewhere,
                before.forgiven() - unforgiven,
                before.expired(),
                before.disputed());
        Grant left = lot.with(after);
        if (LotRules.expired(lot, draft.now())) {
            // why: what was left of the lot would have ended with it; what was taken elsewhere would not
            left = left.withExpired(open - fromElsewhere);
            draft.put(left);
            restore(draft, left, fromElsewhere);
            return left;
        }
        Grant fuller = left.withRemaining(left.remaining() + open);
        draft.put(fuller);
        if (open > 0) {
            draft.moveLot(EntryType.CLAWBACK_UNDONE, fuller, open);
            LotRules.cameBack(draft, fuller);
        }
        return requireNonNull(draft.grant(lot.id()));
    }

    /** Gives back what was taken elsewhere for a lot that has ended since: off the debt, or as a lot of its own. */
    private static void restore(Draft draft, Grant lot, long credits) {
        long debt = Math.min(credits, draft.debt());
        if (debt > 0) {
            draft.moveDebt(EntryType.CLAWBACK_UNDONE, -debt);
        }
        if (credits > debt) {
            long id = draft.newGrantId();
            long back = credits - debt;
            Grant fresh = new Grant(
                    id,
                    Grant.Kind.LOT,
                    Grant.State.OPEN,
                    "lot:returned:" + lot.id() + ":" + id,
                    Grant.Source.ADJUSTMENT,
                    back,
                    back,
                    0,
                    0,
                    Clawback.NONE,
                    lot.promo(),
                    draft.now(),
                    null);
            draft.moveLot(EntryType.CLAWBACK_UNDONE, fresh, back);
        }
    }

    /** Has so many credits of a lot out of reach, as far as they are there. */
    private static void doubt(Draft draft, Grant lot, long disputed) {
        if (disputed == lot.clawback().disputed() && disputed == lot.frozen()) {
            return;
        }
        Grant doubted = lot.with(lot.clawback().withDisputed(disputed));
        draft.put(doubted);
        long wanted = Math.min(disputed - doubted.frozen(), doubted.remaining());
        if (wanted > 0) {
            LotRules.freeze(draft, doubted, wanted);
        } else if (doubted.frozen() > disputed) {
            unfreeze(draft, doubted, doubted.frozen() - disputed);
        }
    }

    private static void unfreeze(Draft draft, Grant lot, long credits) {
        Grant lighter = lot.withFrozen(lot.frozen() - credits);
        if (LotRules.expired(lot, draft.now())) {
            draft.moveFrozen(EntryType.EXPIRE, lighter.withExpired(credits), -credits);
            return;
        }
        draft.moveFrozen(EntryType.UNFREEZE, lighter, -credits);
        Grant fuller = lighter.withRemaining(lighter.remaining() + credits);
        draft.moveLot(EntryType.UNFREEZE, fuller, credits);
        LotRules.cameBack(draft, fuller);
    }
}
