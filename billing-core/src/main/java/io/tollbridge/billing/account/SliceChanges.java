// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import java.time.Instant;
import java.util.List;

/** What can happen to the slice of a draft: it is replaced, begun anew, closed, or passed over. */
final class SliceChanges {
    private SliceChanges() {}

    /** Replaces the slice by a new one, in one operation: what is left of the old one ends (R7). */
    static Outcome.Granted open(Draft draft, Slice.SliceGrant grant) {
        Slice old = draft.slice();
        draft.begin(Draft.Operation.of(OperationKey.fact(grant.fact())));
        if (old != null) {
            retire(draft, old);
        }
        Slice fresh = put(draft, Slice.opened(draft.newGrantId(), grant, draft.balance(Pool.BUNDLE)));
        if (old != null && old.subscriptionId().equals(grant.subscriptionId())) {
            draft.tell(new Notification(
                    "slice:" + fresh.grantId() + ":renewed",
                    Notification.Kind.RENEWED,
                    Notification.Status.PENDING,
                    0,
                    List.of(),
                    draft.now()));
        }
        long operation = draft.operationId();
        PeriodRefunds.opened(draft);
        return new Outcome.Granted(operation, fresh.grantId(), grant.credits(), 0, draft.spendable());
    }

    /**
     * Begins the slice anew inside the same period, as a grant of its own: what is left of it ends, and what is held or
     * reversed of it later does not come back beside the new allowance.
     */
    static Outcome.Granted restart(Draft draft, Slice slice, OperationKey key, Attribution by, long credits) {
        draft.begin(new Draft.Operation(key, null, by, 0));
        retire(draft, slice);
        long grantId = draft.newGrantId();
        String fact = OperationKey.sliceFact(slice.subscriptionId(), slice.start()) + ":again:" + grantId;
        Slice fresh = put(
                draft,
                Slice.opened(grantId, slice.regrant(fact, credits), draft.balance(Pool.BUNDLE))
                        .withEpochAfter(slice, credits));
        PeriodRefunds.restarted(draft);
        return new Outcome.Granted(draft.operationId(), fresh.grantId(), credits, 0, draft.spendable());
    }

    private static Slice put(Draft draft, Slice fresh) {
        draft.record(fresh.asGrant());
        if (fresh.remaining() > 0) {
            draft.moveSlice(EntryType.GRANT, fresh, fresh.remaining());
        } else {
            draft.slice(fresh);
        }
        return fresh;
    }

    /** Ends a slice and writes its final row; what is still held of it stays part of the account. */
    private static void retire(Draft draft, Slice slice) {
        draft.put(end(draft, slice).asGrant());
    }

    /** Ends the slice without a successor. */
    static void close(Draft draft) {
        close(draft, Attribution.NONE);
    }

    /** Ends the slice without a successor, on somebody's word. */
    static void close(Draft draft, Attribution by) {
        draft.begin(new Draft.Operation(null, null, by, 0));
        closeWithin(draft);
    }

    /** Ends the slice without a successor, as a part of the operation at hand. */
    static void closeWithin(Draft draft) {
        Slice slice = draft.slice();
        if (slice != null && !slice.closed()) {
            draft.record(end(draft, slice).asGrant());
        }
    }

    /** Ends what is left of the slice, as a part of the operation at hand, and closes it. */
    private static Slice end(Draft draft, Slice slice) {
        draft.slice(slice);
        if (slice.remaining() > 0) {
            draft.moveSlice(EntryType.EXPIRE, slice.withRemaining(0), -slice.remaining());
        }
        Slice closed = requireNonNull(draft.slice()).asClosed();
        draft.slice(closed);
        return closed;
    }

    /** Records a slice that passed without being granted. */
    static void skip(Draft draft, String subscriptionId, Instant start, Instant end) {
        long id = draft.newGrantId();
        draft.record(new Grant(
                id,
                Grant.Kind.SLICE,
                Grant.State.SKIPPED,
                // why: passing a slice over is no fact that could happen only once
                OperationKey.sliceFact(subscriptionId, start) + ":skipped:" + id,
                Grant.Source.SUBSCRIPTION,
                0,
                0,
                0,
                0,
                Clawback.NONE,
                false,
                start,
                end));
    }

    /** A stretch of paid time. */
    record Span(Instant start, Instant end) {}

    /** Records the slices of a paid stretch that passed before {@code start} without being granted (R12). */
    static void skipUntil(Draft draft, Subscription subscription, Span paid, Instant start) {
        SliceSchedule schedule = new SliceSchedule(subscription.anchor());
        Slice slice = draft.slice();
        Instant missed = paid.start();
        while (missed.isBefore(start)) {
            Instant end = schedule.slotEnd(missed, paid.end());
            boolean covered =
                    slice != null && slice.subscriptionId().equals(subscription.id()) && !missed.isAfter(slice.start());
            if (!covered) {
                skip(draft, subscription.id(), missed, end);
            }
            missed = end;
        }
    }
}
