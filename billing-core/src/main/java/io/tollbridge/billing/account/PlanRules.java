// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.EntryType;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changing plans inside a slice (R10), and plans that run on their own clock (R24). */
final class PlanRules {
    private final Catalog catalog;
    private final CreditPolicy policy;
    private final SliceRules slices;

    PlanRules(Catalog catalog, CreditPolicy policy, SliceRules slices) {
        this.catalog = catalog;
        this.policy = policy;
        this.slices = slices;
    }

    Outcome change(Draft draft, Command.ChangePlan command) {
        if (catalog.plan(command.planId()).isEmpty()) {
            return unknownPlan(command.tenantId(), command.planId());
        }
        Slice slice = draft.slice();
        boolean known = slice != null && slice.subscriptionId().equals(command.subscriptionId());
        if (slice == null || !known) {
            return noSlice(command);
        }
        if (!command.effectiveAt().isBefore(slice.end())) {
            return goesOn(draft.subscription(), command) ? notPaid(command, slice) : noSlice(command);
        }
        if (command.effectiveAt().isBefore(slice.start()) || slice.closed()) {
            if (slice.closed() && command.paidThrough() == null) {
                return noSlice(command);
            }
            if (!slice.closed() && isPaidFor(draft.subscription(), slice, command.effectiveAt())) {
                return change(draft, slice, command, slice.start());
            }
            replan(draft, slice, command, 0);
            return new Outcome.Noted("the change to plan " + command.planId() + " belongs to a slice that has ended");
        }
        return change(draft, slice, command, command.effectiveAt());
    }

    /** True when the slice opened on the own clock, inside the period in which the change was paid. */
    private static boolean isPaidFor(@Nullable Subscription subscription, Slice slice, Instant effectiveAt) {
        if (subscription == null || !subscription.id().equals(slice.subscriptionId())) {
            return false;
        }
        Instant paidThrough = subscription.paidThrough();
        Instant paidAt = subscription.paidAt();
        return paidThrough != null
                && slice.start().isBefore(paidThrough)
                && paidAt != null
                && !effectiveAt.isBefore(paidAt);
    }

    /**
     * Changes the slice.
     *
     * @param since from when on the slice is to be of the new plan
     */
    private Outcome change(Draft draft, Slice slice, Command.ChangePlan command, Instant since) {
        long target = slices.allowance(command.planId(), command.quantity(), slice);
        NewestChange newer = newer(draft.subscription(), command);
        Slice replanned = newer == null ? slice.withPlan(command.planId(), command.quantity()) : slice;
        long added = slice.trial() ? 0 : added(new Change(slice, target, since), newer);
        boolean reset = policy.planChange() == CreditPolicy.PlanChange.RESET;
        if (added > 0 && !(reset ? LotRules.fitsSlice(draft, target) : LotRules.fits(draft, added))) {
            return LotRules.overflow(command.planId(), added);
        }
        replan(draft, slice, command, target);
        if (added == 0) {
            draft.slice(replanned);
            return new Outcome.Noted("plan " + command.planId() + " takes effect with the next slice");
        }
        if (reset) {
            return SliceChanges.restart(draft, replanned, command.key(), Attribution.NONE, target);
        }
        draft.begin(Draft.Operation.of(command.key()));
        Slice grown =
                replanned.withNewEpoch(Math.max(slice.highWater(), target)).withAllowance(slice.allowance() + added);
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
                "subscription " + command.subscriptionId() + " of tenant " + command.tenantId() + " is paid until "
                        + slice.end() + "; the change to plan " + command.planId() + " at " + command.effectiveAt()
                        + " waits until the period after that is paid");
    }

    private static Outcome noSlice(Command.ChangePlan command) {
        return new Outcome.Rejected(
                ErrorCode.NO_CURRENT_SLICE,
                "tenant " + command.tenantId() + " has no open slice of subscription " + command.subscriptionId()
                        + " at " + command.effectiveAt() + " for a change to plan " + command.planId());
    }

    /** A known change that took effect later, null when there is none. */
    private static @Nullable NewestChange newer(@Nullable Subscription subscription, Command.ChangePlan command) {
        NewestChange newest = subscription == null || !subscription.id().equals(command.subscriptionId())
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
        Instant paidThrough = command.paidThrough();
        if (subscription != null && subscription.id().equals(slice.subscriptionId())) {
            Subscription changed = newer == null
                    ? subscription.changed(
                            command.planId(),
                            command.quantity(),
                            new NewestChange(command.effectiveAt(), slice.highWater()))
                    : subscription.changed(subscription.planId(), subscription.quantity(), newer.after(level));
            Instant known = subscription.paidThrough();
            // why the later one of an outdated change: what was paid for a year stays paid
            if (paidThrough != null && (newer == null || known == null || paidThrough.isAfter(known))) {
                changed = changed.withPaidThrough(paidThrough);
            }
            draft.subscription(changed);
        }
        if (paidThrough != null && newer == null) {
            draft.slice(slice.withPlan(command.planId(), command.quantity()));
        }
    }

    /**
     * A change inside a slice.
     *
     * @param slice the slice as it is
     * @param target what the plan's allowance becomes
     * @param since from when on
     */
    private record Change(Slice slice, long target, Instant since) {}

    /**
     * What a change adds to its slice.
     *
     * @param newer a change that took effect later and is applied already, null when there is none
     */
    private long added(Change change, @Nullable NewestChange newer) {
        if (newer != null && !newer.at().isAfter(change.since())) {
            return 0;
        }
        long increase = Math.max(0, change.target() - change.slice().highWater());
        return switch (policy.planChange()) {
            case PRORATED ->
                newer == null ? prorated(increase, change.slice(), change.since()) : addedBefore(newer, change);
            case FULL_DELTA -> increase;
            case RESET -> increase == 0 ? 0 : change.target();
            case NONE -> 0;
        };
    }

    /** What two changes would have added in the order in which they took effect, less what the newer one has added. */
    private static long addedBefore(NewestChange newer, Change older) {
        Slice slice = older.slice();
        long before = newer.before();
        long between = Math.max(before, older.target());
        long raised = prorated(between - before, slice, older.since());
        long then = prorated(Math.max(0, slice.highWater() - between), slice, newer.at());
        long already = prorated(Math.max(0, slice.highWater() - before), slice, newer.at());
        return Math.max(0, raised + then - already);
    }

    /** {@code floor(increase x time left / length)}. */
    private static long prorated(long increase, Slice slice, Instant at) {
        long length = Duration.between(slice.start(), slice.end()).toMillis();
        long left = Math.max(0, Duration.between(at, slice.end()).toMillis());
        return BigInteger.valueOf(increase)
                .multiply(BigInteger.valueOf(left))
                .divide(BigInteger.valueOf(length))
                .longValueExact();
    }

    Outcome startLocal(Draft draft, Command.StartLocalPlan command) {
        Plan plan = catalog.plan(command.planId()).orElse(null);
        if (plan == null) {
            return unknownPlan(command.tenantId(), command.planId());
        }
        if (!plan.local()) {
            return new Outcome.Rejected(
                    ErrorCode.PLAN_NOT_LOCAL,
                    "plan " + plan.id() + " is sold at Stripe and starts when Stripe says that it is paid; only a plan"
                            + " without a Stripe price can be started here");
        }
        Subscription known = draft.subscription();
        if (known != null && !known.local() && !known.status().terminal()) {
            return new Outcome.Rejected(
                    ErrorCode.SUBSCRIPTION_ACTIVE,
                    "tenant " + command.tenantId() + " has the Stripe subscription " + known.id() + " ("
                            + known.status() + "); end it before starting the local plan " + plan.id());
        }
        if (known != null && known.local() && !known.status().terminal()) {
            return switchLocal(draft, command.tenantId(), known, plan);
        }
        LocalClock clock = localClock(draft);
        draft.localClock(clock);
        draft.subscription(localSubscription(plan, clock.anchor(), draft.now()));
        slices.settle(draft);
        return new Outcome.Noted("plan " + plan.id() + " runs on its own clock from " + clock.anchor());
    }

    Outcome endLocal(Draft draft, TenantCommand.EndLocalPlan command) {
        Subscription known = draft.subscription();
        if (known == null || !known.local()) {
            return new Outcome.Rejected(
                    ErrorCode.PLAN_NOT_LOCAL,
                    "tenant " + command.tenantId() + " is not on a plan that runs on its own clock"
                            + (known == null ? "" : "; end its subscription " + known.id() + " at Stripe"));
        }
        if (known.status().terminal()) {
            return new Outcome.Noted("the local plan has ended already");
        }
        draft.subscription(known.withStatus(SubscriptionStatus.CANCELED));
        Slice slice = draft.slice();
        boolean own = slice != null && slice.subscriptionId().equals(known.id());
        if (own && policy.cancellation() == CreditPolicy.Cancellation.EXPIRE_AT_ONCE) {
            SliceChanges.close(draft, command.by());
        } else {
            draft.begin(new Draft.Operation(null, null, command.by(), 0));
        }
        if (draft.operationId() == 0) {
            draft.note(EntryType.EXPIRE);
        }
        return new Outcome.Noted("the local plan " + known.planId() + " has ended");
    }

    /** The clock of a local plan. It waits for credits that a canceled subscription may keep until its period ends. */
    private static LocalClock localClock(Draft draft) {
        Slice slice = draft.slice();
        Instant free = slice == null || slice.closed() ? draft.now() : SliceRules.later(draft.now(), slice.end());
        LocalClock known = draft.localClock();
        return known == null
                ? new LocalClock(free, free)
                : new LocalClock(known.anchor(), SliceRules.later(known.grantedUntil(), free));
    }

    private Outcome switchLocal(Draft draft, String tenantId, Subscription known, Plan plan) {
        if (known.planId().equals(plan.id())) {
            return new Outcome.Noted("the tenant is on plan " + plan.id() + " already");
        }
        Slice slice = draft.slice();
        if (slice == null || slice.closed() || !slice.subscriptionId().equals(known.id())) {
            draft.subscription(known.withPlan(plan.id(), 1));
            return new Outcome.Noted("plan " + plan.id() + " takes effect with the next slice");
        }
        OperationKey once = OperationKey.fact("local-plan:" + plan.id() + ":" + slice.grantId() + ":" + slice.epoch());
        Command.ChangePlan change = new Command.ChangePlan(tenantId, once, known.id(), plan.id(), 1, draft.now(), null);
        return change(draft, slice, change, draft.now());
    }

    private static Subscription localSubscription(Plan plan, Instant anchor, Instant now) {
        return new Subscription(
                Subscription.LOCAL_ID,
                plan.id(),
                1,
                SubscriptionStatus.ACTIVE,
                anchor,
                null,
                null,
                null,
                null,
                false,
                now,
                null,
                null,
                List.of());
    }

    private static Outcome.Rejected unknownPlan(String tenantId, String planId) {
        return new Outcome.Rejected(
                ErrorCode.UNKNOWN_PLAN,
                "the catalog has no plan \"" + planId + "\", asked for by tenant " + tenantId
                        + "; add it to the catalog");
    }
}
