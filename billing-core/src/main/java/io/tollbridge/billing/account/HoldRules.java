// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification;
import java.util.List;

/** Holds (R18): set credits aside, use them, give the rest back last in first out. */
final class HoldRules {
    private HoldRules() {}

    static Outcome place(Draft draft, Command.PlaceHold command) {
        long spendable = ConsumptionRules.usable(draft);
        if (command.credits() > spendable) {
            draft.refuse(command.feature());
            return new Outcome.Insufficient(command.credits(), spendable, SliceRules.nextResetAt(draft));
        }
        draft.begin(new Draft.Operation(command.key(), command.feature(), Attribution.NONE, 0));
        List<Hold.Leg> legs =
                ConsumptionRules.take(draft, EntryType.HOLD, command.credits()).legs();
        for (Hold.Leg leg : legs) {
            draft.moveHeld(EntryType.HOLD, leg.grantId(), leg.credits());
        }
        Hold hold = new Hold(
                command.holdId(),
                draft.operationId(),
                command.feature(),
                command.credits(),
                legs,
                Hold.State.OPEN,
                0,
                0,
                0,
                0,
                0,
                draft.now().plus(command.timeToLive()));
        draft.put(hold);
        return new Outcome.Held(hold, draft.spendable());
    }

    static Outcome capture(Draft draft, Command.Capture command) {
        Hold hold = draft.hold(command.holdId());
        if (hold == null) {
            return unknown(command.tenantId(), command.holdId());
        }
        return switch (hold.state()) {
            case CAPTURED ->
                hold.settled() + hold.unmet() == command.credits()
                        ? new Outcome.HoldEnded(hold, 0, true, draft.spendable())
                        : new Outcome.Rejected(
                                ErrorCode.IDEMPOTENCY_CONFLICT,
                                "hold " + hold.id() + " of tenant " + command.tenantId() + " was captured with "
                                        + (hold.settled() + hold.unmet())
                                        + " credits and cannot be captured again with "
                                        + command.credits());
            case RELEASED ->
                new Outcome.Rejected(
                        ErrorCode.HOLD_ENDED,
                        "hold " + hold.id() + " of tenant " + command.tenantId()
                                + " was released; deduct the credits instead");
            case OPEN, EXPIRED -> settle(draft, hold, command);
        };
    }

    /** Charges a hold that is open, or one that has expired and so holds nothing any more: a fresh deduction. */
    private static Outcome settle(Draft draft, Hold hold, Command.Capture command) {
        long credits = command.credits();
        draft.begin(new Draft.Operation(null, hold.feature(), Attribution.NONE, hold.operationId()));
        boolean open = hold.state() == Hold.State.OPEN;
        long held = open ? hold.credits() : 0;
        long captured = Math.min(credits, held);
        long fromCurrentSlice = 0;
        long fromSlices = 0;
        long fromLots = 0;
        long left = captured;
        for (Hold.Leg leg : open ? hold.legs() : List.<Hold.Leg>of()) {
            long used = Math.min(left, leg.credits());
            if (used > 0) {
                draft.moveHeld(EntryType.CAPTURE, leg.grantId(), -used);
                left -= used;
                fromCurrentSlice += isCurrentSlice(draft, leg) ? used : 0;
                fromSlices += leg.slice() ? used : 0;
                fromLots += leg.slice() ? 0 : used;
            }
        }
        long dropped = giveBack(draft, hold, held - captured, EntryType.RELEASE);
        long extra = Math.min(credits - captured, ConsumptionRules.usable(draft));
        ConsumptionRules.Taken taken = ConsumptionRules.take(draft, EntryType.CAPTURE, extra);
        long missing = credits - captured - extra;
        long debt = ConsumptionRules.mayOwe(draft, missing, command.debtLimit()) ? missing : 0;
        if (debt > 0) {
            draft.moveDebt(EntryType.CAPTURE, debt);
        }
        long charged = captured + extra + debt;
        draft.use(hold.feature(), 1, charged);
        ConsumptionRules.countUse(draft, fromCurrentSlice + taken.fromSubscription(), fromLots + taken.fromBundles());
        Hold ended = hold.captured(
                new Hold.Settlement(charged, fromSlices + taken.fromSubscription(), debt, credits - charged),
                draft.operationId());
        draft.put(ended);
        return new Outcome.HoldEnded(ended, dropped, false, draft.spendable());
    }

    static Outcome find(Draft draft, Command.FindHold command) {
        Hold hold = draft.hold(command.holdId());
        return hold == null
                ? unknown(command.tenantId(), command.holdId())
                : new Outcome.HoldEnded(hold, 0, true, draft.spendable());
    }

    static Outcome release(Draft draft, Command.Release command) {
        Hold hold = draft.hold(command.holdId());
        if (hold == null) {
            return unknown(command.tenantId(), command.holdId());
        }
        if (hold.state() == Hold.State.CAPTURED) {
            return new Outcome.Rejected(
                    ErrorCode.HOLD_ENDED,
                    "hold " + hold.id() + " of tenant " + command.tenantId()
                            + " was captured and cannot be released; reverse the charge instead");
        }
        if (hold.state() != Hold.State.OPEN) {
            return new Outcome.HoldEnded(hold, 0, true, draft.spendable());
        }
        if (command.expired() && hold.expiresAt().isAfter(draft.now())) {
            return new Outcome.Noted("hold " + hold.id() + " is not due before " + hold.expiresAt());
        }
        long dropped =
                giveBack(draft, hold, command.expired() ? Hold.State.EXPIRED : Hold.State.RELEASED, Attribution.NONE);
        Hold ended = requireNonNull(draft.hold(hold.id()));
        if (command.expired()) {
            draft.tell(new Notification(
                    "hold:" + hold.id() + ":expired",
                    Notification.Kind.HOLD_EXPIRED,
                    Notification.Status.PENDING,
                    0,
                    List.of(),
                    draft.now()));
        }
        return new Outcome.HoldEnded(ended, dropped, false, draft.spendable());
    }

    /** Gives an open hold back as an operation of its own; returns how many credits were dropped. */
    static long giveBack(Draft draft, Hold hold, Hold.State end, Attribution by) {
        draft.begin(new Draft.Operation(null, hold.feature(), by, hold.operationId()));
        long dropped = giveBack(draft, hold, hold.credits(), EntryType.RELEASE);
        draft.put(hold.ended(end, draft.operationId()));
        return dropped;
    }

    /**
     * Gives the last {@code credits} of a hold back, last leg first. Credits of a slice or lot that has ended are
     * dropped: they would have ended with it.
     */
    private static long giveBack(Draft draft, Hold hold, long credits, EntryType type) {
        long open = credits;
        long dropped = 0;
        for (int i = hold.legs().size() - 1; i >= 0 && open > 0; i--) {
            Hold.Leg leg = hold.legs().get(i);
            long back = Math.min(open, leg.credits());
            open -= back;
            dropped += giveBack(draft, leg, back, type) ? 0 : back;
        }
        return dropped;
    }

    private static boolean giveBack(Draft draft, Hold.Leg leg, long credits, EntryType type) {
        Slice slice = draft.slice();
        if (slice != null && isCurrentSlice(draft, leg) && !slice.closed()) {
            draft.moveHeld(type, leg.grantId(), -credits);
            Slice lighter = slice.withHeld(slice.held() - credits);
            draft.moveSlice(type, lighter.withRemaining(lighter.remaining() + credits), credits);
            return true;
        }
        Grant lot = draft.grant(leg.grantId());
        if (!leg.slice() && lot != null && !LotRules.expired(lot, draft.now())) {
            Grant fuller = lot.withHeld(lot.held() - credits).withRemaining(lot.remaining() + credits);
            draft.moveHeld(type, lot.id(), -credits);
            draft.moveLot(type, fuller, credits);
            LotRules.cameBack(draft, fuller);
            return true;
        }
        draft.moveHeld(EntryType.EXPIRE, leg.grantId(), -credits);
        Grant ended = draft.grant(leg.grantId());
        if (!leg.slice() && ended != null) {
            draft.put(ended.withExpired(credits));
        }
        return false;
    }

    private static boolean isCurrentSlice(Draft draft, Hold.Leg leg) {
        Slice slice = draft.slice();
        return slice != null && slice.grantId() == leg.grantId();
    }

    private static Outcome unknown(String tenantId, String holdId) {
        return new Outcome.Rejected(
                ErrorCode.HOLD_UNKNOWN, "tenant " + tenantId + " has no hold " + holdId + "; place one first");
    }
}
