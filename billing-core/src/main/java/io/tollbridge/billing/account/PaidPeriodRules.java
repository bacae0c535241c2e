// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
        Subscription ruling = draft.subscription();
        boolean rules = ruling != null && ruling.id().equals(period.subscriptionId());
        Subscription known = rules ? ruling : draft.other(period.subscriptionId());
        Subscription paid = known == null ? begun(period) : renewed(known, period);
        String ended = ended(draft.now(), paid, period);
        if (ended != null) {
            return skipped(draft, period, ended);
        }
        if (!paid.status().terminal() && paid.status().endsCredits()) {
            // why nothing is kept: it may be what was said before the payment, by a clock that was ahead; once the
            // subscription is in good standing, a replay or the comparison with what is on record grants the period
            return new Outcome.Noted(
                    "the paid period from " + period.start() + " belongs to a subscription that is " + paid.status()
                            + " since; nothing was granted",
                    false);
        }
        if (ruling != null && !rules && keepsItsTenant(ruling, draft.slice())) {
            return new Outcome.Rejected(
                    ErrorCode.SECOND_SUBSCRIPTION,
                    "tenant " + command.tenantId() + " has the live subscription " + ruling.id() + "; a paid period of "
                            + period.subscriptionId() + " is not granted beside it");
        }
        return period.trial() ? grantTrial(draft, plan, paid, period) : grant(draft, plan, paid, period);
    }

    /** Why a period no longer grants anything, null when it still does. */
    private @Nullable String ended(Instant now, Subscription paid, PaidPeriod period) {
        if (!period.end().isAfter(now)) {
            return "ended at " + period.end();
        }
        if (paid.status().terminal() && policy.cancellation() == CreditPolicy.Cancellation.EXPIRE_AT_ONCE) {
            return "belongs to a subscription that has ended";
        }
        Instant endsAt = paid.endsAt();
        return endsAt == null || endsAt.isAfter(now) ? null : "belongs to a subscription that ended at " + endsAt;
    }

    private static Outcome skipped(Draft draft, PaidPeriod period, String why) {
        SliceChanges.skip(draft, period.subscriptionId(), period.start(), period.end());
        return new Outcome.Noted("the paid period from " + period.start() + " " + why + "; nothing was granted");
    }

    /** A live Stripe subscription keeps its tenant while it has a slice; a local plan or an ended one gives way. */
    private static boolean keepsItsTenant(Subscription ruling, @Nullable Slice slice) {
        return !ruling.local()
                && !ruling.status().endsCredits()
                && ruling.status() != SubscriptionStatus.INCOMPLETE
                && slice != null
                && !slice.closed()
                && slice.subscriptionId().equals(ruling.id());
    }

    private Outcome grant(Draft draft, Plan plan, Subscription paid, PaidPeriod period) {
        Slice slice = draft.slice();
        SliceSchedule schedule = new SliceSchedule(paid.anchor());
        Instant start = schedule.slotStart(period.start(), period.end(), draft.now());
        if (slice != null && importedPartOf(slice, period)) {
            draft.slice(slice.ofSubscription(paid.id()));
            draft.subscription(paid);
            return new Outcome.Noted("the imported slice is part of the period from " + period.start());
        }
        if (slice != null && slice.subscriptionId().equals(paid.id()) && !start.isAfter(slice.start())) {
            draft.subscription(paid);
            return start.equals(slice.start())
                    ? new Outcome.Noted("the slice from " + start + " is open already")
                    : skipped(draft, period, "lies before the current slice");
        }
        long credits = slices.allowance(plan.id(), period.quantity(), slice);
        if (!LotRules.fitsSlice(draft, credits)) {
            return LotRules.overflow(plan.id(), credits);
        }
        SliceChanges.skipUntil(draft, paid, new SliceChanges.Span(period.start(), period.end()), start);
        draft.subscription(paid);
        Instant end = schedule.slotEnd(start, period.end());
        return SliceChanges.open(
                draft, Slice.SliceGrant.of(paid.id(), plan.id(), period.quantity(), start, end, credits));
    }

    /** The slice of an imported balance that did not say which subscription pays for it. */
    private static boolean importedPartOf(Slice slice, PaidPeriod period) {
        return slice.subscriptionId().equals(OpeningBalance.SUBSCRIPTION)
                && !slice.closed()
                && period.start().isBefore(slice.start())
                && !period.end().isBefore(slice.end());
    }

    /** A tenant's one trial is granted once; another one, or one that is prolonged, only moves its end (R11). */
    private static Outcome grantTrial(Draft draft, Plan plan, Subscription paid, PaidPeriod period) {
        Slice slice = draft.slice();
        if (slice != null
                && slice.trial()
                && !slice.closed()
                && slice.subscriptionId().equals(paid.id())) {
            draft.subscription(paid);
            // why the mark goes: another end is told again
            draft.slice(
                    period.end().isAfter(slice.end())
                            ? slice.withEnd(period.end())
                                    .withThresholdsFired(slice.thresholdsFired() & ~Notices.TRIAL_TOLD)
                            : slice);
            return new Outcome.Noted("the trial runs until " + period.end());
        }
        if (slice != null && isRunning(slice, paid, draft.now())) {
            draft.subscription(paid);
            return new Outcome.Noted("the slice from " + slice.start() + " is paid, and stays beside the trial");
        }
        if (!LotRules.fitsSlice(draft, plan.trialCredits())) {
            return LotRules.overflow(plan.id(), plan.trialCredits());
        }
        draft.subscription(paid);
        if (draft.trialUsed() || plan.trialCredits() == 0) {
            return new Outcome.Noted("the trial of plan " + plan.id() + " grants nothing");
        }
        draft.trialIsUsed();
        Slice.SliceGrant trial = Slice.SliceGrant.of(
                paid.id(), plan.id(), period.quantity(), period.start(), period.end(), plan.trialCredits());
        return SliceChanges.open(draft, trial.asTrial());
    }

    private static boolean isRunning(Slice slice, Subscription subscription, Instant now) {
        return !slice.trial()
                && !slice.closed()
                && slice.subscriptionId().equals(subscription.id())
                && slice.end().isAfter(now);
    }

    private static Subscription begun(PaidPeriod period) {
        Instant anchor = period.anchor();
        // why: Stripe anchors billing at the end of a trial
        Instant guess = period.trial() ? period.end() : period.start();
        return new Subscription(
                period.subscriptionId(),
                period.planId(),
                period.quantity(),
                period.trial() ? SubscriptionStatus.TRIALING : SubscriptionStatus.ACTIVE,
                anchor == null ? guess : anchor,
                period.start(),
                period.end(),
                period.trial() ? null : period.end(),
                null,
                false,
                Instant.EPOCH,
                period.paidAt(),
                null,
                List.of());
    }

    /**
     * Stripe bills no period that begins at a subscription's end or later: who pays for one has withdrawn the
     * cancellation, whether or not that was heard of.
     */
    static @Nullable Instant endAfter(@Nullable Instant endsAt, Instant paidStart) {
        return endsAt == null || endsAt.isAfter(paidStart) ? endsAt : null;
    }

    /**
     * True when a statement was made after a payment. Stripe tells the second of a payment, so within one second the
     * payment counts.
     */
    private static boolean outdates(Instant statedAt, Instant paidAt) {
        return paidAt.isBefore(statedAt.truncatedTo(ChronoUnit.SECONDS));
    }

    /** True when the period was replaced by the one that is paid already, and is only paid later. */
    private static boolean isOfFormer(Subscription known, PaidPeriod period) {
        Instant paidThrough = known.paidThrough();
        Instant paidSince = known.paidSince();
        return paidThrough != null
                && period.end().isBefore(paidThrough)
                && paidSince != null
                && period.start().isBefore(paidSince);
    }

    /** Until when slices open on the own clock. */
    private static @Nullable Instant paidThrough(Subscription known, PaidPeriod period, boolean newer) {
        Instant before = known.paidThrough();
        if (period.trial()) {
            // why not its end: nothing is paid for a trial, which may be ended early by paying
            return before;
        } else if (before == null) {
            return period.end();
        }
        // why: Stripe bills no time twice; a period that begins in time that is paid replaces it, say the rest of a
        // year
        Instant since = known.paidSince();
        boolean replaces = newer
                && period.start().isBefore(before)
                && (since == null || period.start().isAfter(since));
        return replaces || before.isBefore(period.end()) ? period.end() : before;
    }

    /** Where slices are counted from. A paid period that begins off the schedule has moved it, say after free weeks. */
    private static Instant anchor(Subscription known, PaidPeriod period, boolean newer) {
        Instant told = period.anchor();
        if (told != null) {
            return told;
        }
        Instant start = period.start();
        boolean moved = newer && !period.trial() && !new SliceSchedule(known.anchor()).hasBoundary(start);
        if (!moved) {
            return known.anchor();
        }
        // why: of a schedule that counts from the 31st, a period may begin on the 30th
        boolean clamped = !new SliceSchedule(start).hasBoundary(period.end())
                && new SliceSchedule(period.end()).hasBoundary(start);
        return clamped ? period.end() : start;
    }

    /** A payment also says that the subscription is in good standing, unless something newer says otherwise. */
    private static Subscription renewed(Subscription known, PaidPeriod period) {
        boolean newer =
                (known.paidAt() == null || !period.paidAt().isBefore(known.paidAt())) && !isOfFormer(known, period);
        boolean newest = newer && !outdates(known.snapshotAt(), period.paidAt());
        Instant end = known.periodEnd();
        boolean next = newer && (end == null || period.end().isAfter(end));
        boolean revives =
                newest && !known.status().terminal() && !known.status().opensSlices();
        return new Subscription(
                known.id(),
                newer ? period.planId() : known.planId(),
                newer ? period.quantity() : known.quantity(),
                revives ? SubscriptionStatus.ACTIVE : known.status(),
                anchor(known, period, newer),
                next ? period.start() : known.periodStart(),
                next ? period.end() : known.periodEnd(),
                paidThrough(known, period, newer),
                newest ? endAfter(known.endsAt(), period.start()) : known.endsAt(),
                known.collectionPaused(),
                known.snapshotAt(),
                newer ? period.paidAt() : known.paidAt(),
                known.newestChange(),
                known.payments());
    }
}
