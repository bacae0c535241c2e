// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.ledger.EntryType;

/** What an operator may do to the current slice: add to it, or begin it anew. */
final class SliceCorrections {
    private final SliceRules slices;

    SliceCorrections(SliceRules slices) {
        this.slices = slices;
    }

    Outcome adjust(Draft draft, Command.AdjustSlice command) {
        Slice slice = draft.slice();
        if (slice == null || slice.closed()) {
            return noSlice(command.tenantId());
        }
        if (!LotRules.fits(draft, command.credits())) {
            return LotRules.overflow(command.tenantId(), command.credits());
        }
        draft.begin(new Draft.Operation(command.key(), null, command.by(), 0));
        Slice grown = slice.withCredits(
                slice.allowance() + command.credits(),
                slice.used(),
                slice.remaining() + command.credits(),
                slice.held());
        draft.moveSlice(EntryType.ADJUST, grown, command.credits());
        return new Outcome.Granted(draft.operationId(), slice.grantId(), command.credits(), 0, draft.spendable());
    }

    Outcome reset(Draft draft, Command.ResetSlice command) {
        Slice slice = draft.slice();
        if (slice == null || slice.closed()) {
            return noSlice(command.tenantId());
        }
        long credits = slices.allowance(slice.planId(), slice.quantity(), slice);
        if (!LotRules.fits(draft, Math.max(0, credits - slice.remaining()))) {
            return LotRules.overflow(command.tenantId(), credits);
        }
        draft.begin(new Draft.Operation(command.key(), null, command.by(), 0));
        SliceRules.endRemaining(draft, slice);
        Slice emptied = requireNonNull(draft.slice());
        Slice fresh = emptied.withCredits(credits, 0, credits, emptied.held())
                .withNewEpoch(Math.max(credits, emptied.highWater()));
        if (credits > 0) {
            draft.moveSlice(EntryType.GRANT, fresh, credits);
        } else {
            draft.slice(fresh);
        }
        return new Outcome.Granted(draft.operationId(), slice.grantId(), credits, 0, draft.spendable());
    }

    private static Outcome.Rejected noSlice(String tenantId) {
        return new Outcome.Rejected(
                ErrorCode.NO_CURRENT_SLICE,
                "tenant " + tenantId + " has no current subscription slice; start a plan first, or add bundle credits");
    }
}
