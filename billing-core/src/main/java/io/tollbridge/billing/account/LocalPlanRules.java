// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.EntryType;
import java.time.Instant;
import java.util.List;

/** Plans that run on their own clock (R24). */
final class LocalPlanRules {
    private final Catalog catalog;
    private final CreditPolicy policy;
    private final SliceRules slices;
    private final PlanRules changes;

    LocalPlanRules(Catalog catalog, CreditPolicy policy, SliceRules slices, PlanRules changes) {
        this.catalog = catalog;
        this.policy = policy;
        this.slices = slices;
        this.changes = changes;
    }

    Outcome start(Draft draft, Command.StartLocalPlan command) {
        Plan plan = catalog.plan(command.planId()).orElse(null);
        if (plan == null) {
            return PlanRules.unknownPlan(command.tenantId(), command.planId());
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

    Outcome end(Draft draft, TenantCommand.EndLocalPlan command) {
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
        return changes.change(draft, slice, change, false);
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
}
