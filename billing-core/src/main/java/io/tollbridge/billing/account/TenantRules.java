// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Account.Standing;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What concerns a tenant as a whole: a ledger that does not add up, erasure, what it wants to be told. */
final class TenantRules {
    private TenantRules() {}

    /** What a command comes to on an account that must not change, null when it may go on. */
    static @Nullable Outcome barred(Account account, Command command) {
        return switch (account.standing()) {
            case OPEN -> null;
            case LOCKED -> passesLock(command) ? null : locked(account.tenantId());
            // why drift passes: the ledger is kept under its pseudonym, and operators want to know
            // why purchases pass: what is on its way at the payment service must be ended there
            case ERASED ->
                command instanceof TenantCommand.NoteDrift || isOfPurchase(command)
                        ? null
                        : erased(account.tenantId(), command);
        };
    }

    private static boolean isOfPurchase(Command command) {
        return command instanceof PurchaseCommand.PurchaseProgress
                || command instanceof PurchaseCommand.CompletePurchase
                || command instanceof PurchaseCommand.FailPurchase
                || command instanceof PurchaseCommand.GiveUpPurchase;
    }

    private static boolean passesLock(Command command) {
        return command instanceof TenantCommand.Unlock
                || command instanceof TenantCommand.NoteDrift
                || command instanceof TenantCommand.Erase
                || command instanceof Command.FindHold;
    }

    private static Outcome locked(String tenantId) {
        return new Outcome.Rejected(
                ErrorCode.TENANT_LOCKED,
                "the account of tenant " + tenantId + " is locked: its ledger did not add up; see its DRIFT"
                        + " notification and billing.ledger().verify, then call billing.admin().unlock with an actor"
                        + " and a reason");
    }

    /** An erased tenant answers like an unknown one, except that nothing makes it known again. */
    private static Outcome erased(String tenantId, Command command) {
        if (command instanceof Command.Deduct deduct) {
            return deduct.credits() == 0
                    ? new Outcome.Consumed(0, 0, 0, 0, 0, 0)
                    : new Outcome.Insufficient(deduct.credits(), 0, null);
        } else if (command instanceof Command.PlaceHold place && place.credits() > 0) {
            return new Outcome.Insufficient(place.credits(), 0, null);
        } else if (command instanceof Command.TakeAway takeAway) {
            return new Outcome.Insufficient(takeAway.credits(), 0, null);
        } else if (command instanceof Command.Settle || command instanceof TenantCommand.Erase) {
            return new Outcome.Noted("tenant " + tenantId + " was erased");
        }
        return new Outcome.Rejected(
                ErrorCode.TENANT_ERASED,
                "tenant " + tenantId + " was erased and nothing is kept under its id any more; use another tenant id");
    }

    static Outcome mute(Draft draft, TenantCommand.Mute command) {
        draft.mutedThresholds(command.thresholds());
        return new Outcome.Noted("muted thresholds were chosen");
    }

    static Outcome noteDrift(Draft draft, TenantCommand.NoteDrift command) {
        if (draft.policy().lockOnDrift() && draft.standing() == Standing.OPEN) {
            draft.standing(Standing.LOCKED);
        }
        draft.tell(new Notification(
                "drift:" + command.findings(),
                Notification.Kind.DRIFT,
                Notification.Status.PENDING,
                0,
                List.of(),
                command.detail(),
                draft.now()));
        return new Outcome.Noted("operators are told that the ledger does not add up");
    }

    static Outcome unlock(Draft draft, TenantCommand.Unlock command) {
        if (draft.standing() != Standing.LOCKED) {
            return new Outcome.Noted("the account is not locked");
        }
        draft.standing(Standing.OPEN);
        draft.begin(new Draft.Operation(null, null, command.by(), 0));
        draft.note(EntryType.UNLOCK);
        return new Outcome.Noted("the account can change again");
    }

    static Outcome forgive(Draft draft, TenantCommand.ForgiveDebt command) {
        if (command.credits() > draft.debt()) {
            return new Outcome.Rejected(
                    ErrorCode.AMOUNT_INVALID,
                    "tenant " + command.tenantId() + " owes " + draft.debt() + " credits, fewer than the "
                            + command.credits() + " to forgive; forgive what it owes");
        }
        draft.begin(new Draft.Operation(command.key(), null, command.by(), 0));
        draft.moveDebt(EntryType.WRITE_OFF, -command.credits());
        return new Outcome.Granted(draft.operationId(), 0, 0, command.credits(), draft.spendable());
    }

    static Outcome erase(Draft draft, TenantCommand.Erase command) {
        if (!draft.known()) {
            return new Outcome.Noted("tenant " + command.tenantId() + " is not known");
        }
        for (Hold hold : command.holds()) {
            HoldRules.giveBack(draft, hold, Hold.State.RELEASED, command.by());
        }
        draft.begin(new Draft.Operation(null, null, command.by(), 0));
        long ended = draft.spendable();
        SliceChanges.closeWithin(draft);
        for (Grant lot : ConsumptionRules.inOrderOfUse(draft.grants())) {
            draft.moveLot(EntryType.EXPIRE, lot.withRemaining(0), -lot.remaining());
        }
        for (Grant lot : draft.grants()) {
            if (lot.frozen() > 0) {
                ended += lot.frozen();
                draft.moveFrozen(EntryType.EXPIRE, lot.withFrozen(0), -lot.frozen());
            }
        }
        if (draft.debt() > 0) {
            draft.moveDebt(EntryType.WRITE_OFF, -draft.debt());
        }
        if (draft.operationId() == 0) {
            draft.note(EntryType.EXPIRE);
        }
        PurchaseEnds.abandon(draft);
        draft.mutedThresholds(0);
        draft.standing(Standing.ERASED);
        return new Outcome.Erased(ended);
    }
}
