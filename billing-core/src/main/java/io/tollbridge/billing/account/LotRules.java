// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.Pool;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Bundle lots: adding them, settling debt from them (R19), their expiry (R20). */
final class LotRules {
    private LotRules() {}

    static Outcome add(Draft draft, Command.AddLot command) {
        Instant expiresAt = command.expiresAt();
        if (expiresAt != null && !expiresAt.isAfter(draft.now())) {
            return new Outcome.Rejected(
                    ErrorCode.ARGUMENT_INVALID,
                    "credits for tenant " + command.tenantId() + " would expire at " + expiresAt
                            + ", which is not in the future; give a later instant or none");
        }
        if (!fits(draft, command.credits())) {
            return overflow(command.tenantId(), command.credits());
        }
        draft.begin(new Draft.Operation(command.key(), null, command.by(), 0));
        Grant lot = put(draft, command.key(), command.source(), command.credits(), expiresAt, command.promo());
        long repaid = settleDebt(draft, lot);
        return new Outcome.Granted(draft.operationId(), lot.id(), command.credits(), repaid, draft.spendable());
    }

    /** Puts a new lot into the account, as a part of the operation at hand. */
    static Grant put(
            Draft draft,
            OperationKey key,
            Grant.Source source,
            long credits,
            @Nullable Instant expiresAt,
            boolean promo) {
        Grant lot = new Grant(
                draft.newGrantId(),
                Grant.Kind.LOT,
                Grant.State.OPEN,
                "lot:" + key.stored(),
                source,
                credits,
                credits,
                0,
                0,
                Clawback.NONE,
                promo,
                draft.now(),
                expiresAt);
        draft.moveLot(entryType(source), lot, credits);
        return lot;
    }

    /** Uses credits that came into a lot for the debt first. Returns how many. */
    static long settleDebt(Draft draft, Grant lot) {
        long repaid = Math.min(draft.debt(), lot.remaining());
        if (repaid > 0) {
            draft.moveLot(EntryType.DEBT_REPAID, lot.withRemaining(lot.remaining() - repaid), -repaid);
            draft.moveDebt(EntryType.DEBT_REPAID, -repaid);
        }
        return repaid;
    }

    /** Ends what is left of lots whose time is over. Held credits stay capturable. */
    static void expire(Draft draft) {
        for (Grant lot : ConsumptionRules.inOrderOfUse(draft.grants())) {
            if (expired(lot, draft.now())) {
                draft.begin(Draft.Operation.NONE);
                draft.moveLot(EntryType.EXPIRE, lot.withRemaining(0).withExpired(lot.remaining()), -lot.remaining());
            }
        }
    }

    /**
     * Sees to what credits that came back into a lot owe first: what was forgiven only because they seemed used, then
     * the tenant's debt, then the dispute about the lot. Debt comes before the dispute so that it does not matter in
     * which order refunds and disputes are heard of.
     */
    static void cameBack(Draft draft, Grant lot) {
        Grant left = lot;
        long owed = Math.min(left.clawback().forgiven(), left.remaining());
        if (owed > 0) {
            left = left.withRemaining(left.remaining() - owed)
                    .with(left.clawback().takenOfForgiven(owed));
            draft.moveLot(EntryType.CLAWBACK, left, -owed);
        }
        left = left.withRemaining(left.remaining() - settleDebt(draft, left));
        long doubtful = Math.min(left.clawback().disputed() - left.frozen(), left.remaining());
        if (doubtful > 0) {
            freeze(draft, left, doubtful);
        }
    }

    /** Puts so many of a lot's spendable credits out of reach. */
    static Grant freeze(Draft draft, Grant lot, long credits) {
        Grant lighter = lot.withRemaining(lot.remaining() - credits);
        draft.moveLot(EntryType.FREEZE, lighter, -credits);
        Grant frozen = lighter.withFrozen(lighter.frozen() + credits);
        draft.moveFrozen(EntryType.FREEZE, frozen, credits);
        return frozen;
    }

    static boolean expired(Grant grant, Instant now) {
        Instant expiresAt = grant.expiresAt();
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    /** True when so many more credits leave every sum of pools within a long. */
    static boolean fits(Draft draft, long credits) {
        long total = draft.spendable() + draft.balance(Pool.HELD) + draft.balance(Pool.FROZEN);
        Slice slice = draft.slice();
        long allowance = slice == null ? 0 : slice.allowance();
        return credits <= Long.MAX_VALUE - total && credits <= Long.MAX_VALUE - allowance;
    }

    /** True when a slice of so many credits, in place of the current one, leaves every sum within a long. */
    static boolean fitsSlice(Draft draft, long credits) {
        long others = draft.balance(Pool.BUNDLE) + draft.balance(Pool.HELD) + draft.balance(Pool.FROZEN);
        return credits <= Long.MAX_VALUE - others;
    }

    static Outcome.Rejected overflow(String tenantId, long credits) {
        return new Outcome.Rejected(
                ErrorCode.AMOUNT_OVERFLOW,
                "tenant " + tenantId + " cannot be given " + credits + " more credits: the balance would exceed "
                        + Long.MAX_VALUE + "; give fewer");
    }

    private static EntryType entryType(Grant.Source source) {
        return switch (source) {
            case PURCHASE -> EntryType.PURCHASE;
            case GIFT -> EntryType.GIFT;
            case OPENING -> EntryType.OPENING;
            case ADJUSTMENT, SUBSCRIPTION -> EntryType.ADJUST;
        };
    }
}
