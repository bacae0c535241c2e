// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a paid period opens: the slice of it that contains the present, once (R6, R7, R11, R12). */
final class PaidPeriodRules {
    private final SliceRules slices;
    private final CreditPolicy policy;
    private final Catalog catalog;

    PaidPeriodRules(SliceRules slices, CreditPolicy policy, Catalog catalog) {
        this.slices = slices;
        this.policy = policy;
        this.catalog = catalog;
    }

    Outcome open(Draft draft, Command.OpenSlice command) {
        PaidPeriod period = command.period();
        Plan plan = catalog.plan(period.planId()).orElse(null);
        if (plan == null) {
            return new Outcome.Rejected(
                    ErrorCode.UNKNOWN_PLAN,
                    "the catalog has no plan " + period.planId() + " for subscription " + period.subscriptionId()
                            + " of tenant " + command.tenantId());
        }
        Subscription current = draft.subscription();
        Slice slice = draft.slice();
        boolean same = current != null && current.id().equals(period.subscriptionId());
        if (current != null && !same && ruledByAnother(current, slice)) {
            return new Outcome.Rejected(
                    ErrorCode.SECOND_SUBSCRIPTION,
                    "tenant " + command.tenantId() + " has the live subscription " + current.id()
                            + "; a paid period of " + period.subscriptionId() + " is not granted beside it");
        }
        Subscription paid = same && current != null ? renewed(current, period) : begun(period);
        if (!same || mayBeCurrent(draft.now(), paid, slice, period)) {
            Outcome refused = tooLate(draft, paid, slice, period);
            if (refused != null) {
                return refused;
            }
            Outcome granted = grant(draft, plan, paid, period);
            if (granted.succeeded()) {
                draft.subscription(paid);
            }
            return granted;
        }
        draft.subscription(paid);
        return new Outcome.Noted("the slice from " + period.start() + " is open already");
    }

    /** A live Stripe subscription keeps its tenant; a local plan or an ended subscription gives way. */
    private static boolean ruledByAnother(Subscription current, @Nullable Slice slice) {
        return !current.local()
                && !current.status().endsCredits()
                && current.status() != SubscriptionStatus.INCOMPLETE
                && slice != null
                && !slice.closed()
                && slice.subscriptionId().equals(current.id());
    }

    private static boolean mayBeCurrent(Instant now, Subscription paid, @Nullable Slice slice, PaidPeriod period) {
        if (slice == null || !slice.subscriptionId().equals(paid.id())) {
            return true;
        }
        return !slice.start().equals(slotStart(now, paid, period));
    }

    /** A period that is over, that lies before the current slice, or whose subscription has ended is only recorded. */
    private @Nullable Outcome tooLate(Draft draft, Subscription paid, @Nullable Slice slice, PaidPeriod period) {
        String why = null;
        if (!period.end().isAfter(draft.now())) {
            why = "ended at " + period.end();
        } else if (slice != null
                && slice.subscriptionId().equals(paid.id())
                && slotStart(draft.now(), paid, period).isBefore(slice.start())) {
            why = "lies before the current slice";
        } else if (paid.status().terminal() && policy.cancellation() == CreditPolicy.Cancellation.EXPIRE_AT_ONCE) {
            why = "belongs to a subscription that has ended";
        } else if (paid.endsAt() != null && !paid.endsAt().isAfter(draft.now())) {
            why = "belongs to a subscription that ended at " + paid.endsAt();
        }
        if (why == null) {
            return null;
        }
        SliceRules.skip(draft, period.subscriptionId(), period.start(), period.end());
        return new Outcome.Noted("the paid period from " + period.start() + " " + why + "; nothing was granted");
    }

    private Outcome grant(Draft draft, Plan plan, Subscription paid, PaidPeriod period) {
        if (period.trial()) {
            long trial = draft.trialUsed() ? 0 : plan.trialCredits();
            if (!LotRules.fits(draft, trial)) {
                return LotRules.overflow(plan.id(), trial);
            }
            draft.trialIsUsed();
            return slices.open(
                    draft,
                    new Slice.SliceGrant(
                            paid.id(), plan.id(), period.quantity(), period.start(), period.end(), trial, true));
        }
        long credits = slices.allowance(plan.id(), period.quantity(), draft.slice());
        if (!LotRules.fits(draft, credits)) {
            return LotRules.overflow(plan.id(), credits);
        }
        SliceSchedule schedule = new SliceSchedule(paid.anchor());
        Instant start = slotStart(draft.now(), paid, period);
        long slot = schedule.slotAt(start);
        for (long n = schedule.slotAt(period.start()); n < slot; n++) {
            Instant missed = SliceRules.later(schedule.boundary(n), period.start());
            if (!alreadyCovered(draft.slice(), paid, missed)) {
                SliceRules.skip(draft, paid.id(), missed, schedule.boundary(n + 1));
            }
        }
        Instant end = SliceRules.earlier(schedule.boundary(slot + 1), period.end());
        return slices.open(
                draft, new Slice.SliceGrant(paid.id(), plan.id(), period.quantity(), start, end, credits, false));
    }

    private static boolean alreadyCovered(@Nullable Slice slice, Subscription paid, Instant start) {
        return slice != null && slice.subscriptionId().equals(paid.id()) && !start.isAfter(slice.start());
    }

    /** First instant of the slice of the period that contains the present, or of its first slice. */
    private static Instant slotStart(Instant now, Subscription paid, PaidPeriod period) {
        if (period.trial() || !now.isAfter(period.start())) {
            return period.start();
        }
        SliceSchedule schedule = new SliceSchedule(paid.anchor());
        Instant inside = now.isBefore(period.end()) ? now : period.end().minusMillis(1);
        return SliceRules.later(schedule.boundary(schedule.slotAt(inside)), period.start());
    }

    private static Subscription begun(PaidPeriod period) {
        Instant anchor = period.anchor();
        return new Subscription(
                period.subscriptionId(),
                period.planId(),
                period.quantity(),
                period.trial() ? SubscriptionStatus.TRIALING : SubscriptionStatus.ACTIVE,
                anchor == null ? period.start() : anchor,
                period.start(),
                period.end(),
                period.end(),
                null,
                false,
                Instant.EPOCH,
                period.paidAt());
    }

    /** A payment also says that the subscription is in good standing, unless something newer says otherwise. */
    private static Subscription renewed(Subscription known, PaidPeriod period) {
        boolean newer = known.paidAt() == null || !period.paidAt().isBefore(known.paidAt());
        boolean newest = newer && !period.paidAt().isBefore(known.snapshotAt());
        boolean revives =
                newest && !known.status().terminal() && !known.status().opensSlices();
        Instant anchor = period.anchor();
        Instant paidThrough = known.paidThrough();
        return new Subscription(
                known.id(),
                newer ? period.planId() : known.planId(),
                newer ? period.quantity() : known.quantity(),
                revives ? SubscriptionStatus.ACTIVE : known.status(),
                anchor == null ? known.anchor() : anchor,
                known.periodStart(),
                known.periodEnd(),
                paidThrough == null || paidThrough.isBefore(period.end()) ? period.end() : paidThrough,
                known.endsAt(),
                known.collectionPaused(),
                known.snapshotAt(),
                newer ? period.paidAt() : known.paidAt());
    }
}
