// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.ledger.EntryType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Changing plans inside a slice (R10). */
final class PlanRules {
    private final Catalog catalog;
    private final CreditPolicy policy;
    private final SliceRules slices;
    private final PlanDelta delta;

    PlanRules(Catalog catalog, CreditPolicy policy, SliceRules slices) {
        this.catalog = catalog;
        this.policy = policy;
        this.slices = slices;
        this.delta = new PlanDelta(policy.planChange());
    }

    Outcome change(Draft draft, Command.ChangePlan command) {
        if (catalog.plan(command.planId()).isEmpty()) {
            return unknownPlan(command.tenantId(), command.planId());
        }
        Subscription subscription = draft.subscription();
        Slice slice = draft.slice();
        if (slice == null || !slice.subscriptionId().equals(command.subscriptionId())) {
            return noSlice(command);
        }
        if (!command.effectiveAt().isBefore(slice.end()) || isOfUnknownPeriod(subscription, slice, command)) {
            return goesOn(subscription, command) ? notPaid(command, slice) : noSlice(command);
        }
        boolean earlier = command.effectiveAt().isBefore(slice.start());
        if (!earlier && !slice.closed()) {
            return change(draft, slice, command, false);
        }
        if (slice.closed() && command.paidThrough() == null && command.until() == null) {
            return noSlice(command);
        }
        if (earlier && !slice.closed() && isPaidFor(subscription, slice, command.effectiveAt())) {
            return change(draft, slice, command, true);
        }
        String ended = "the change to plan " + command.planId() + " belongs to a slice that has ended";
        if (earlier && isRenewedSince(subscription, command)) {
            // why nothing is kept: who has waited for that slice must know that it did not come
            return new Outcome.Noted(ended, false);
        }
        if (command.until() == null) {
            replan(draft, slice, command, 0);
        }
        return new Outcome.Noted(ended);
    }

    /**
     * True when the change is for the rest of a period of which no payment was heard of yet. What is known to be paid ends
     * elsewhere then, and nothing has happened since the change that explains it.
     */
    private static boolean isOfUnknownPeriod(
            @Nullable Subscription subscription, Slice slice, Command.ChangePlan command) {
        Instant end = command.periodEnd();
        boolean known = subscription != null && subscription.id().equals(command.subscriptionId());
        if (subscription == null || !known || end == null || command.paidThrough() != null) {
            return false;
        }
        Instant paidThrough = subscription.paidThrough();
        if (paidThrough == null) {
            return slice.trial() && end.isAfter(slice.end());
        }
        NewestChange newest = subscription.newestChange();
        boolean older = isRenewedSince(subscription, command)
                || (newest != null && !newest.leavesInterval(command.effectiveAt()));
        return !older && !end.equals(paidThrough) && !end.equals(subscription.endsAt());
    }

    /** True when the slice opened on the own clock, inside the period in which the change was paid. */
    private static boolean isPaidFor(@Nullable Subscription subscription, Slice slice, Instant effectiveAt) {
        if (subscription == null || !subscription.id().equals(slice.subscriptionId())) {
            return false;
        }
        Instant paidThrough = subscription.paidThrough();
        Instant paidSince = subscription.paidSince();
        return paidThrough != null
                && slice.start().isBefore(paidThrough)
                && paidSince != null
                && !effectiveAt.isBefore(paidSince);
    }

    /** True when a later period is paid, which says what the plan is and how long is paid. */
    private static boolean isRenewedSince(@Nullable Subscription subscription, Command.ChangePlan command) {
        Instant paidSince = subscription == null || !subscription.id().equals(command.subscriptionId())
                ? null
                : subscription.paidSince();
        return paidSince != null && command.effectiveAt().isBefore(paidSince);
    }

    /**
     * Changes the slice.
     *
     * @param wholly true when it is to be of the new plan from its start
     */
    Outcome change(Draft draft, Slice slice, Command.ChangePlan command, boolean wholly) {
        long target = slices.allowance(command.planId(), command.quantity(), slice);
        NewestChange newer = newer(draft.subscription(), command);
        Instant since = wholly ? slice.start() : command.effectiveAt();
        long added = delta.of(
                new PlanDelta.Change(slice, begun(draft.subscription(), slice), target, since, command.until(), wholly),
                newer);
        boolean reset = policy.planChange() == CreditPolicy.PlanChange.RESET && !wholly;
        if (added > 0 && !(reset ? LotRules.fitsSlice(draft, target) : LotRules.fits(draft, added))) {
            return LotRules.overflow(command.planId(), added);
        }
        if (command.until() != null) {
            return replaced(draft, slice, command, added);
        }
        Slice replanned = newer == null ? slice.withPlan(command.planId(), command.quantity()) : slice;
        replan(draft, slice, command, target);
        if (added == 0) {
            draft.slice(replanned);
            return new Outcome.Noted("plan " + command.planId() + " takes effect with the next slice");
        }
        if (reset) {
            return SliceChanges.restart(draft, replanned, command.key(), Attribution.NONE, target);
        }
        return grow(draft, replanned.withNewEpoch(Math.max(slice.highWater(), target)), command.key(), added);
    }

    /** When the slice's month began: an imported one begins with the import, in the middle of it. */
    private static Instant begun(@Nullable Subscription subscription, Slice slice) {
        Instant told = subscription == null
                        || !subscription.id().equals(slice.subscriptionId())
                        || !slice.end().equals(subscription.periodEnd())
                ? null
                : subscription.periodStart();
        boolean month = told != null && !told.plus(SliceSchedule.LONGEST_MONTH).isBefore(slice.end());
        return told != null && month ? SliceRules.earlier(told, slice.start()) : slice.start();
    }

    /** A change that another one has replaced: it adds to the slice, and says nothing of the plan. */
    private static Outcome replaced(Draft draft, Slice slice, Command.ChangePlan command, long added) {
        return added == 0
                ? new Outcome.Noted("plan " + command.planId() + " was replaced at " + command.until())
                : grow(draft, slice.withNewEpoch(slice.highWater()), command.key(), added);
    }

    private static Outcome grow(Draft draft, Slice slice, OperationKey key, long added) {
        draft.begin(Draft.Operation.of(key));
        Slice grown = slice.withAllowance(slice.allowance() + added);
        draft.moveSlice(EntryType.PLAN_CHANGE, grown.withRemaining(slice.remaining() + added), added);
        return new Outcome.Granted(draft.operationId(), slice.grantId(), added, 0, draft.spendable());
    }

    private static boolean goesOn(@Nullable Subscription subscription, Command.ChangePlan command) {
        return subscription != null
                && subscription.id().equals(command.subscriptionId())
                && !subscription.status().terminal();
    }

    private static Outcome notPaid(Command.ChangePlan command, Slice slice) {
        return new Outcome.Rejected(
                ErrorCode.PERIOD_NOT_PAID,
                "the change of subscription " + command.subscriptionId() + " to plan " + command.planId() + " at "
                        + command.effectiveAt() + " waits for the payment of its period; known of tenant "
                        + command.tenantId() + " is the slice until " + slice.end());
    }

    private static Outcome noSlice(Command.ChangePlan command) {
        return new Outcome.Rejected(
                ErrorCode.NO_CURRENT_SLICE,
                "tenant " + command.tenantId() + " has no open slice of subscription " + command.subscriptionId()
                        + " at " + command.effectiveAt() + " for a change to plan " + command.planId());
    }

    /** A known change that took effect later, null when there is none. */
    private static @Nullable NewestChange newer(@Nullable Subscription subscription, Command.ChangePlan command) {
        // why not of a local plan: those are made here, one after the other, whatever the clocks of the nodes say
        NewestChange newest = subscription == null
                        || subscription.local()
                        || !subscription.id().equals(command.subscriptionId())
                ? null
                : subscription.newestChange();
        return newest != null && command.effectiveAt().isBefore(newest.at()) ? newest : null;
    }

    /**
     * Takes note of the plan, and of how long it is paid, for the slices that follow.
     *
     * @param level the plan's allowance in this slice, 0 when the change does not concern it
     */
    private static void replan(Draft draft, Slice slice, Command.ChangePlan command, long level) {
        Subscription subscription = draft.subscription();
        NewestChange newer = newer(subscription, command);
        Instant at = command.effectiveAt();
        Instant paidThrough = command.paidThrough();
        if (subscription != null && subscription.id().equals(slice.subscriptionId())) {
            NewestChange known = subscription.newestChange();
            NewestChange newest = newer == null
                    ? new NewestChange(at, slice.highWater(), known == null ? null : known.intervalAt())
                    : newer.after(level);
            Subscription changed = newer == null
                    ? subscription.changed(command.planId(), command.quantity(), newest)
                    : subscription.changed(subscription.planId(), subscription.quantity(), newest);
            if (paidThrough != null && (newer == null || newer.leavesInterval(at))) {
                changed = changed.changed(changed.planId(), changed.quantity(), newest.withInterval(at))
                        .withPaidThrough(paidThrough);
            }
            draft.subscription(changed);
        }
        if (paidThrough != null && newer == null) {
            draft.slice(slice.withPlan(command.planId(), command.quantity()));
        }
    }

    static Outcome.Rejected unknownPlan(String tenantId, String planId) {
        return new Outcome.Rejected(
                ErrorCode.UNKNOWN_PLAN,
                "the catalog has no plan \"" + planId + "\", asked for by tenant " + tenantId
                        + "; add it to the catalog");
    }
}
