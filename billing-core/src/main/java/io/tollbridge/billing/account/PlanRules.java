// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.EntryType;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

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
        if (slice == null || slice.closed() || !slice.subscriptionId().equals(command.subscriptionId())) {
            return new Outcome.Rejected(
                    ErrorCode.NO_CURRENT_SLICE,
                    "tenant " + command.tenantId() + " has no open slice of subscription " + command.subscriptionId()
                            + " for a change to plan " + command.planId());
        }
        return change(draft, slice, command.key(), command.planId(), command.quantity());
    }

    private Outcome change(Draft draft, Slice slice, OperationKey key, String planId, long quantity) {
        long target = slices.allowance(planId, quantity, slice);
        long increase = Math.max(0, target - slice.highWater());
        Subscription subscription = draft.subscription();
        if (subscription != null && subscription.id().equals(slice.subscriptionId())) {
            draft.subscription(subscription.withPlan(planId, quantity));
        }
        draft.slice(slice.withPlan(planId, quantity));
        if (increase == 0 || policy.planChange() == CreditPolicy.PlanChange.NONE) {
            return new Outcome.Noted("plan " + planId + " takes effect with the next slice");
        }
        if (!LotRules.fits(draft, increase)) {
            draft.slice(slice);
            return LotRules.overflow(planId, increase);
        }
        draft.begin(Draft.Operation.of(key));
        Slice changed = slice.withPlan(planId, quantity).withNewEpoch(target);
        long added = switch (policy.planChange()) {
            case PRORATED -> prorated(increase, slice, draft.now());
            case FULL_DELTA, NONE -> increase;
            case RESET -> target;
        };
        if (policy.planChange() == CreditPolicy.PlanChange.RESET) {
            SliceRules.endRemaining(draft, changed);
            changed = changed.withCredits(target, 0, 0, changed.held());
        } else {
            changed = changed.withAllowance(changed.allowance() + added);
        }
        if (added == 0) {
            draft.slice(changed);
        } else {
            draft.moveSlice(EntryType.PLAN_CHANGE, changed.withRemaining(changed.remaining() + added), added);
        }
        return new Outcome.Granted(draft.operationId(), slice.grantId(), added, 0, draft.spendable());
    }

    /** {@code floor(increase x time left / length)}. */
    private static long prorated(long increase, Slice slice, Instant now) {
        long length = Duration.between(slice.start(), slice.end()).toMillis();
        long left =
                Math.max(0, Math.min(length, Duration.between(now, slice.end()).toMillis()));
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
        if (known != null && known.local()) {
            return switchLocal(draft, known, plan);
        }
        LocalClock clock = draft.localClock();
        if (clock == null) {
            clock = new LocalClock(draft.now(), draft.now());
            draft.localClock(clock);
        }
        draft.subscription(localSubscription(plan, clock.anchor(), draft.now()));
        slices.settle(draft);
        return new Outcome.Noted("plan " + plan.id() + " runs on its own clock from " + clock.anchor());
    }

    private Outcome switchLocal(Draft draft, Subscription known, Plan plan) {
        if (known.planId().equals(plan.id())) {
            return new Outcome.Noted("the tenant is on plan " + plan.id() + " already");
        }
        Slice slice = draft.slice();
        if (slice == null || slice.closed() || !slice.subscriptionId().equals(known.id())) {
            draft.subscription(known.withPlan(plan.id(), 1));
            return new Outcome.Noted("plan " + plan.id() + " takes effect with the next slice");
        }
        OperationKey once = OperationKey.fact("local-plan:" + plan.id() + ":" + slice.grantId() + ":" + slice.epoch());
        return change(draft, slice, once, plan.id(), 1);
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
                null);
    }

    private static Outcome.Rejected unknownPlan(String tenantId, String planId) {
        return new Outcome.Rejected(
                ErrorCode.UNKNOWN_PLAN,
                "the catalog has no plan \"" + planId + "\", asked for by tenant " + tenantId
                        + "; add it to the catalog");
    }
}
