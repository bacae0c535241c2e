// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.Pool;

/** What an operator may do: add to the slice, begin it anew, take credits away, waive a use, import a balance. */
final class Corrections {
    private final SliceRules slices;
    private final Catalog catalog;

    Corrections(SliceRules slices, Catalog catalog) {
        this.slices = slices;
        this.catalog = catalog;
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
        long credits = slice.trial() ? slice.highWater() : slices.allowance(slice.planId(), slice.quantity(), slice);
        if (!LotRules.fitsSlice(draft, credits)) {
            return LotRules.overflow(command.tenantId(), credits);
        }
        Outcome restarted = SliceChanges.restart(draft, slice, command.key(), command.by(), credits);
        Subscription subscription = draft.subscription();
        NewestChange newest = subscription == null ? null : subscription.newestChange();
        if (subscription != null && newest != null && subscription.id().equals(slice.subscriptionId())) {
            // why: what a change from before it would have added was given up with the rest of the old slice
            draft.subscription(subscription.changed(
                    subscription.planId(), subscription.quantity(), newest.after(slice.highWater())));
        }
        return restarted;
    }

    static Outcome takeAway(Draft draft, Command.TakeAway command) {
        Slice slice = draft.slice();
        long there = draft.balance(command.pool());
        if (command.credits() > there) {
            return new Outcome.Insufficient(command.credits(), there, SliceRules.nextResetAt(draft));
        }
        draft.begin(new Draft.Operation(command.key(), null, command.by(), 0));
        if (command.pool() == Pool.BUNDLE) {
            ConsumptionRules.takeFromLots(draft, EntryType.ADJUST, command.credits());
        } else if (slice != null) {
            Slice smaller = slice.withCredits(
                    slice.allowance() - command.credits(),
                    slice.used(),
                    slice.remaining() - command.credits(),
                    slice.held());
            draft.moveSlice(EntryType.ADJUST, smaller, -command.credits());
        }
        return new Outcome.Granted(draft.operationId(), 0, -command.credits(), 0, draft.spendable());
    }

    static Outcome waive(Draft draft, Command.Waive command) {
        draft.begin(new Draft.Operation(command.key(), command.feature(), command.by(), 0));
        draft.note(EntryType.WAIVE);
        draft.waive(command.feature(), command.credits());
        return new Outcome.Consumed(draft.operationId(), 0, 0, 0, 0, draft.spendable());
    }

    Outcome open(Draft draft, Command.Open command) {
        OpeningBalance opening = command.opening();
        if (draft.hasHistory()) {
            return new Outcome.Rejected(
                    ErrorCode.LEDGER_NOT_EMPTY,
                    "tenant " + command.tenantId() + " has a ledger already; an opening balance begins one");
        }
        OpeningBalance.OpenPeriod period = opening.period();
        if (period != null
                && (catalog.plan(period.planId()).isEmpty() || !period.until().isAfter(draft.now()))) {
            return new Outcome.Rejected(
                    ErrorCode.ARGUMENT_INVALID,
                    "the opening period of tenant " + command.tenantId() + " needs a plan of the catalog and an end in"
                            + " the future, not plan " + period.planId() + " until " + period.until());
        }
        draft.begin(new Draft.Operation(command.key(), null, command.by(), 0));
        if (period != null) {
            openSlice(draft, period, opening.bundleCredits());
        }
        if (opening.bundleCredits() > 0) {
            if (!LotRules.fits(draft, opening.bundleCredits())) {
                return LotRules.overflow(command.tenantId(), opening.bundleCredits());
            }
            LotRules.put(draft, command.key(), Grant.Source.OPENING, opening.bundleCredits(), null, false);
        }
        return new Outcome.Granted(
                draft.operationId(),
                0,
                opening.bundleCredits() + draft.balance(Pool.SUBSCRIPTION),
                0,
                draft.spendable());
    }

    private void openSlice(Draft draft, OpeningBalance.OpenPeriod period, long bundles) {
        long allowance = Math.max(period.credits(), slices.allowance(period.planId(), 1, null));
        String named = period.subscriptionId();
        String subscriptionId = named == null ? OpeningBalance.SUBSCRIPTION : named;
        Slice fresh = Slice.opened(
                draft.newGrantId(),
                Slice.SliceGrant.of(subscriptionId, period.planId(), 1, draft.now(), period.until(), allowance),
                bundles);
        Slice opened = fresh.withCredits(allowance, allowance - period.credits(), period.credits(), 0);
        draft.record(opened.asGrant());
        draft.slice(opened.withRemaining(0));
        if (period.credits() > 0) {
            draft.moveSlice(EntryType.OPENING, opened, period.credits());
        }
        Thresholds.forget(draft);
    }

    private static Outcome.Rejected noSlice(String tenantId) {
        return new Outcome.Rejected(
                ErrorCode.NO_CURRENT_SLICE,
                "tenant " + tenantId + " has no current subscription slice; start a plan first, or add bundle credits");
    }
}
