// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.Pool;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What time does to slices: those that are due open on the own clock (R12, R24), those that are over end (R8, R9). */
final class SliceRules {
    private final Catalog catalog;
    private final CreditPolicy policy;

    SliceRules(Catalog catalog, CreditPolicy policy) {
        this.catalog = catalog;
        this.policy = policy;
    }

    /** Applies what time alone has brought about. */
    void settle(Draft draft) {
        Subscription subscription = draft.subscription();
        if (subscription != null && subscription.local()) {
            settleLocal(draft, subscription);
        }
        Slice slice = draft.slice();
        if (slice == null) {
            return;
        }
        if (subscription != null && runsOnOwnClock(subscription, slice, draft.now())) {
            openPaidSlot(draft, subscription, slice);
        } else if (!slice.closed() && !draft.now().isBefore(endOfUse(subscription, slice))) {
            SliceChanges.close(draft);
            Instant endsAt = subscription == null ? null : subscription.endsAt();
            if (endsAt != null && !endsAt.isAfter(draft.now())) {
                // why: no slice of the paid period follows one that ends with its subscription
                draft.slice(requireNonNull(draft.slice()).withEnd(later(slice.end(), endsAt)));
            }
        }
    }

    private void settleLocal(Draft draft, Subscription local) {
        LocalClock clock = draft.localClock();
        if (clock == null || !local.status().opensSlices() || draft.now().isBefore(clock.grantedUntil())) {
            return;
        }
        SliceSchedule schedule = new SliceSchedule(clock.anchor());
        long slot = schedule.slotAt(draft.now());
        for (long n = schedule.slotAt(clock.grantedUntil()); n < slot; n++) {
            SliceChanges.skip(draft, local.id(), schedule.boundary(n), schedule.boundary(n + 1));
        }
        Instant end = schedule.boundary(slot + 1);
        Instant start = later(schedule.boundary(slot), clock.grantedUntil());
        openDue(draft, local, local.planId(), local.quantity(), start, end);
        draft.localClock(new LocalClock(clock.anchor(), end));
    }

    /** True when the slice has ended inside a paid period, so that the next one is due without any payment (R12). */
    private static boolean runsOnOwnClock(Subscription subscription, Slice slice, Instant now) {
        Instant paidThrough = subscription.paidThrough();
        Instant endsAt = subscription.endsAt();
        return !subscription.local()
                && subscription.id().equals(slice.subscriptionId())
                && subscription.status().opensSlices()
                && !subscription.collectionPaused()
                && (endsAt == null || now.isBefore(endsAt))
                && !slice.trial()
                && paidThrough != null
                && slice.end().isBefore(paidThrough)
                && !now.isBefore(slice.end());
    }

    private void openPaidSlot(Draft draft, Subscription subscription, Slice slice) {
        Instant paidThrough = requireNonNull(subscription.paidThrough());
        SliceSchedule schedule = new SliceSchedule(subscription.anchor());
        Instant start = schedule.slotStart(slice.end(), paidThrough, draft.now());
        SliceChanges.skipUntil(draft, subscription, new SliceChanges.Span(slice.end(), paidThrough), start);
        Instant end = schedule.slotEnd(start, paidThrough);
        openDue(draft, subscription, slice.planId(), slice.quantity(), start, end);
        if (!draft.now().isBefore(endOfUse(subscription, requireNonNull(draft.slice())))) {
            SliceChanges.close(draft);
        }
    }

    /** Opens a slice that is due by time alone; its credits are cut to what a balance can hold. */
    private void openDue(
            Draft draft, Subscription subscription, String planId, long quantity, Instant start, Instant end) {
        long others = draft.balance(Pool.BUNDLE) + draft.balance(Pool.HELD) + draft.balance(Pool.FROZEN);
        long credits = Math.min(allowance(planId, quantity, draft.slice()), Long.MAX_VALUE - others);
        SliceChanges.open(draft, Slice.SliceGrant.of(subscription.id(), planId, quantity, start, end, credits));
    }

    /** First instant at which the slice's credits can no longer be spent if nothing else happens (R8). */
    Instant endOfUse(@Nullable Subscription subscription, Slice slice) {
        Instant end = slice.end();
        if (subscription == null || !subscription.id().equals(slice.subscriptionId())) {
            // why: a local plan has taken over from a subscription that has ended; nothing renews its slice
            boolean renewalIsComing = subscription == null || !subscription.local();
            return renewalIsComing ? end.plus(policy.renewalGrace()) : end;
        }
        Instant endsAt = subscription.endsAt();
        boolean renewalIsComing = !subscription.collectionPaused()
                && !subscription.status().endsCredits()
                && (endsAt == null || endsAt.isAfter(end));
        Instant ofSlice = renewalIsComing ? end.plus(policy.renewalGrace()) : end;
        boolean keeps = policy.cancellation() == CreditPolicy.Cancellation.KEEP_UNTIL_PERIOD_END;
        if (endsAt == null || subscription.status().terminal()) {
            return ofSlice;
        }
        return earlier(keeps ? later(endsAt, end) : endsAt, ofSlice);
    }

    /** When time alone will next change something about the slice, null when it will not. */
    @Nullable
    Instant nextDue(Account account, Instant now) {
        Subscription subscription = account.subscription();
        LocalClock clock = account.localClock();
        Slice slice = account.slice();
        if (subscription != null
                && subscription.local()
                && clock != null
                && subscription.status().opensSlices()) {
            return slice == null || slice.closed()
                    ? clock.grantedUntil()
                    : earlier(clock.grantedUntil(), endOfUse(subscription, slice));
        }
        if (slice == null) {
            return null;
        }
        // why not at the slice's end alone: a subscription that has ended since opens nothing any more
        if (subscription != null && runsOnOwnClock(subscription, slice, later(slice.end(), now))) {
            return slice.closed() ? slice.end() : earlier(slice.end(), endOfUse(subscription, slice));
        }
        return slice.closed() ? null : endOfUse(subscription, slice);
    }

    /** When the tenant may expect new subscription credits, null when not. */
    static @Nullable Instant nextResetAt(Draft draft) {
        return nextResetAt(draft.slice(), draft.subscription(), draft.localClock());
    }

    static @Nullable Instant nextResetAt(
            @Nullable Slice slice, @Nullable Subscription subscription, @Nullable LocalClock clock) {
        if (subscription != null && subscription.local()) {
            return clock == null || !subscription.status().opensSlices() ? null : clock.grantedUntil();
        }
        if (slice == null || subscription == null || !subscription.id().equals(slice.subscriptionId())) {
            return null;
        }
        Instant endsAt = subscription.endsAt();
        boolean renews = !subscription.collectionPaused()
                && (subscription.status().opensSlices() || subscription.status() == SubscriptionStatus.PAST_DUE);
        return renews && (endsAt == null || endsAt.isAfter(slice.end())) ? slice.end() : null;
    }

    /** The plan's allowance times the quantity; the old slice's when the catalog has lost that very plan. */
    long allowance(String planId, long quantity, @Nullable Slice old) {
        Plan plan = catalog.plan(planId).orElse(null);
        if (plan == null) {
            return old == null || !old.planId().equals(planId) ? 0 : old.highWater();
        }
        boolean tooMany =
                Math.multiplyHigh(plan.monthlyCredits(), quantity) != 0 || plan.monthlyCredits() * quantity < 0;
        return tooMany ? Long.MAX_VALUE : plan.monthlyCredits() * quantity;
    }

    static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
