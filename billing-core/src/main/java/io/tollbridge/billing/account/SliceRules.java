// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of slices: opening them for paid periods and on the own clock (R6, R7, R12, R24), and ending them (R8, R9).
 */
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
            close(draft);
        }
    }

    private void settleLocal(Draft draft, Subscription local) {
        LocalClock clock = draft.localClock();
        if (clock == null || !local.status().opensSlices() || draft.now().isBefore(clock.grantedUntil())) {
            return;
        }
        SliceSchedule schedule = new SliceSchedule(clock.anchor());
        long slot = schedule.slotAt(draft.now());
        long firstMissed = schedule.slotAt(clock.grantedUntil());
        for (long n = firstMissed; n < slot; n++) {
            skip(draft, local.id(), schedule.boundary(n), schedule.boundary(n + 1));
        }
        Instant end = schedule.boundary(slot + 1);
        openDue(
                draft,
                new Slice.SliceGrant(
                        local.id(),
                        local.planId(),
                        local.quantity(),
                        schedule.boundary(slot),
                        end,
                        allowance(local.planId(), local.quantity(), draft.slice()),
                        false));
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
        Instant latest = draft.now().isBefore(paidThrough) ? draft.now() : paidThrough.minusMillis(1);
        long slot = schedule.slotAt(latest);
        for (long n = schedule.slotAt(slice.end()); n < slot; n++) {
            skip(draft, subscription.id(), schedule.boundary(n), schedule.boundary(n + 1));
        }
        Instant start = later(schedule.boundary(slot), slice.end());
        Instant end = earlier(schedule.boundary(slot + 1), paidThrough);
        openDue(
                draft,
                new Slice.SliceGrant(
                        subscription.id(),
                        slice.planId(),
                        slice.quantity(),
                        start,
                        end,
                        allowance(slice.planId(), slice.quantity(), slice),
                        false));
        Slice opened = requireNonNull(draft.slice());
        if (!draft.now().isBefore(endOfUse(subscription, opened))) {
            close(draft);
        }
    }

    /** First instant at which the slice's credits can no longer be spent if nothing else happens (R8). */
    Instant endOfUse(@Nullable Subscription subscription, Slice slice) {
        Instant end = slice.end();
        if (subscription == null || !subscription.id().equals(slice.subscriptionId())) {
            return end.plus(policy.renewalGrace());
        }
        Instant endsAt = subscription.endsAt();
        boolean renewalIsComing = !subscription.collectionPaused()
                && !subscription.status().endsCredits()
                && (endsAt == null || endsAt.isAfter(end));
        Instant ofSlice = renewalIsComing ? end.plus(policy.renewalGrace()) : end;
        boolean keeps = policy.cancellation() == CreditPolicy.Cancellation.KEEP_UNTIL_PERIOD_END;
        return endsAt == null || keeps || subscription.status().terminal() ? ofSlice : earlier(endsAt, ofSlice);
    }

    /** When time alone will next change something about the slice, null when it will not. */
    @Nullable
    Instant nextDue(Account account) {
        Subscription subscription = account.subscription();
        LocalClock clock = account.localClock();
        if (subscription != null
                && subscription.local()
                && clock != null
                && subscription.status().opensSlices()) {
            return clock.grantedUntil();
        }
        Slice slice = account.slice();
        if (slice == null) {
            return null;
        }
        if (subscription != null && runsOnOwnClock(subscription, slice, slice.end())) {
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
        boolean renews = subscription.status().opensSlices() || subscription.status() == SubscriptionStatus.PAST_DUE;
        return renews && (endsAt == null || endsAt.isAfter(slice.end())) ? slice.end() : null;
    }

    /** Opens a slice that is due by time alone; its credits are cut to what a balance can hold. */
    private void openDue(Draft draft, Slice.SliceGrant due) {
        long others = draft.balance(Pool.BUNDLE) + draft.balance(Pool.HELD) + draft.balance(Pool.FROZEN);
        long credits = Math.min(due.credits(), Long.MAX_VALUE - others);
        open(
                draft,
                new Slice.SliceGrant(
                        due.subscriptionId(),
                        due.planId(),
                        due.quantity(),
                        due.start(),
                        due.end(),
                        credits,
                        due.trial()));
    }

    /** Replaces the slice by a new one, in one operation: what is left of the old one ends (R7). */
    Outcome.Granted open(Draft draft, Slice.SliceGrant grant) {
        Slice old = draft.slice();
        draft.begin(Draft.Operation.of(OperationKey.slice(grant.subscriptionId(), grant.start())));
        if (old != null) {
            endRemaining(draft, old);
            retire(draft);
        }
        Slice fresh = Slice.opened(draft.newGrantId(), grant);
        draft.record(fresh.asGrant());
        if (grant.credits() > 0) {
            draft.moveSlice(EntryType.GRANT, fresh, grant.credits());
        } else {
            draft.slice(fresh);
        }
        if (old != null && old.subscriptionId().equals(grant.subscriptionId())) {
            draft.tell(new Notification(
                    "slice:" + fresh.grantId() + ":renewed",
                    Notification.Kind.RENEWED,
                    Notification.Status.PENDING,
                    0,
                    List.of(),
                    draft.now()));
        }
        return new Outcome.Granted(draft.operationId(), fresh.grantId(), grant.credits(), 0, draft.spendable());
    }

    /** Ends the slice without a successor. */
    static void close(Draft draft) {
        Slice slice = draft.slice();
        if (slice == null || slice.closed()) {
            return;
        }
        draft.begin(Draft.Operation.NONE);
        endRemaining(draft, slice);
        Slice closed = requireNonNull(draft.slice()).asClosed();
        draft.slice(closed);
        draft.record(closed.asGrant());
    }

    static void endRemaining(Draft draft, Slice slice) {
        if (slice.remaining() > 0) {
            draft.moveSlice(EntryType.EXPIRE, slice.withRemaining(0), -slice.remaining());
        }
    }

    /** Writes the old slice's final row; what is still held of it stays part of the account. */
    private static void retire(Draft draft) {
        Slice old = requireNonNull(draft.slice()).asClosed();
        draft.put(old.asGrant());
    }

    /** Records a slice that passed without being granted. */
    static void skip(Draft draft, String subscriptionId, Instant start, Instant end) {
        draft.record(new Grant(
                draft.newGrantId(),
                Grant.Kind.SLICE,
                Grant.State.SKIPPED,
                OperationKey.sliceFact(subscriptionId, start),
                Grant.Source.SUBSCRIPTION,
                0,
                0,
                0,
                0,
                0,
                false,
                start,
                end));
    }

    /** The plan's allowance times the quantity; the old slice's when the catalog has lost the plan. */
    long allowance(String planId, long quantity, @Nullable Slice old) {
        Plan plan = catalog.plan(planId).orElse(null);
        if (plan == null) {
            return old == null ? 0 : old.highWater();
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
