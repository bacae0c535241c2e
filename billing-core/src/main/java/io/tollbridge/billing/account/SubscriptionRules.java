// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.notification.Notification;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Stripe says about a subscription: it sets state and can end credits (R9), it never grants. Statements may come
 * late, twice and in any order: older ones are ignored, final states stay final.
 */
final class SubscriptionRules {
    private final CreditPolicy policy;

    SubscriptionRules(CreditPolicy policy) {
        this.policy = policy;
    }

    Outcome note(Draft draft, Command.SubscriptionChanged command) {
        SubscriptionSnapshot snapshot = command.snapshot();
        Subscription ruling = draft.subscription();
        boolean rules = ruling != null && ruling.id().equals(snapshot.id());
        Subscription known = rules ? ruling : draft.other(snapshot.id());
        if (known != null && known.status().terminal()) {
            return new Outcome.Noted("subscription " + known.id() + " has ended; nothing revives it");
        }
        // why: an end is believed whenever it was said; nothing comes after it, and it cannot grant
        if (known != null && isOlder(command, known) && !snapshot.status().terminal()) {
            return new Outcome.Noted("an older statement about subscription " + known.id());
        }
        boolean inStanding = !snapshot.status().endsCredits() && snapshot.status() != SubscriptionStatus.INCOMPLETE;
        if (ruling == null || rules) {
            return take(draft, known, command);
        } else if (!inStanding) {
            draft.putOther(state(known, command, draft.slice()));
            return new Outcome.Noted("subscription " + snapshot.id() + " does not rule and is " + snapshot.status());
        } else if (ruling.local() || ruling.status().terminal()) {
            return take(draft, known, command);
        }
        return new Outcome.Rejected(
                ErrorCode.SECOND_SUBSCRIPTION,
                "tenant " + command.tenantId() + " has the live subscription " + ruling.id() + " and now also "
                        + snapshot.id() + "; end one of them");
    }

    private static boolean isOlder(Command.SubscriptionChanged command, Subscription known) {
        return command.snapshot().at().isBefore(known.snapshotAt())
                && !known.snapshotAt().equals(command.supersedes());
    }

    private Outcome take(Draft draft, @Nullable Subscription known, Command.SubscriptionChanged command) {
        Instant formerEnd = known == null ? null : known.endsAt();
        Subscription next = state(known, command, draft.slice());
        draft.subscription(next);
        if (next.endsAt() != null
                && !Objects.equals(next.endsAt(), formerEnd)
                && !next.status().terminal()) {
            draft.tell(new Notification(
                    "subscription:" + next.id() + ":ends:" + next.endsAt().toEpochMilli(),
                    Notification.Kind.CANCEL_SCHEDULED,
                    Notification.Status.PENDING,
                    0,
                    List.of(),
                    draft.now()));
        }
        Slice slice = draft.slice();
        if (slice != null && slice.subscriptionId().equals(next.id()) && endsSlice(next, slice, draft.now())) {
            SliceChanges.close(draft);
        }
        return new Outcome.Noted("subscription " + next.id() + " is " + next.status());
    }

    private static Subscription state(
            @Nullable Subscription known, Command.SubscriptionChanged command, @Nullable Slice slice) {
        SubscriptionSnapshot snapshot = command.snapshot();
        return new Subscription(
                snapshot.id(),
                snapshot.planId(),
                snapshot.quantity(),
                status(known, snapshot),
                anchor(known, snapshot, slice),
                snapshot.periodStart(),
                snapshot.periodEnd(),
                known == null ? null : known.paidThrough(),
                endsAt(known, snapshot, slice),
                snapshot.collectionPaused(),
                known == null ? snapshot.at() : statedAt(known, command),
                known == null ? null : known.paidAt(),
                known == null ? null : known.newestChange(),
                known == null ? List.of() : known.payments());
    }

    /**
     * When the newest statement was made. One that supersedes another on its word has the earlier time: the clock that said
     * otherwise was ahead.
     */
    private static Instant statedAt(Subscription known, Command.SubscriptionChanged command) {
        Instant at = command.snapshot().at();
        return known.snapshotAt().equals(command.supersedes()) ? at : SliceRules.later(known.snapshotAt(), at);
    }

    /** A moved anchor counts once its first period is paid; until then only one that fits the open slice is believed. */
    private static Instant anchor(@Nullable Subscription known, SubscriptionSnapshot snapshot, @Nullable Slice slice) {
        if (known == null || known.paidThrough() == null || slice == null) {
            return snapshot.anchor();
        }
        boolean fits = !slice.subscriptionId().equals(known.id())
                || slice.trial()
                || new SliceSchedule(snapshot.anchor()).hasBoundary(slice.start());
        return fits ? snapshot.anchor() : known.anchor();
    }

    /** A payment that is newer than the statement, for a period after the end that it speaks of, outweighs that end. */
    private static @Nullable Instant endsAt(
            @Nullable Subscription known, SubscriptionSnapshot snapshot, @Nullable Slice slice) {
        if (known == null || slice == null || !slice.subscriptionId().equals(known.id())) {
            return snapshot.endsAt();
        }
        Instant paidAt = known.paidAt();
        boolean outweighed = paidAt != null
                && snapshot.at().isBefore(paidAt)
                && !snapshot.status().terminal();
        return outweighed ? PaidPeriodRules.endAfter(snapshot.endsAt(), slice.start()) : snapshot.endsAt();
    }

    /** A payment that is newer than the statement outweighs what it says about money being owed. */
    private static SubscriptionStatus status(@Nullable Subscription known, SubscriptionSnapshot snapshot) {
        if (known == null) {
            return snapshot.status();
        }
        Instant paidAt = known.paidAt();
        boolean outdated = paidAt != null && snapshot.at().isBefore(paidAt);
        return switch (snapshot.status()) {
            case INCOMPLETE -> known.status();
            case PAST_DUE, UNPAID, PAUSED -> outdated ? known.status() : snapshot.status();
            default -> snapshot.status();
        };
    }

    private boolean endsSlice(Subscription subscription, Slice slice, Instant now) {
        if (!subscription.status().endsCredits()) {
            return false;
        }
        boolean keeps = policy.cancellation() == CreditPolicy.Cancellation.KEEP_UNTIL_PERIOD_END
                && subscription.status() == SubscriptionStatus.CANCELED
                && slice.end().isAfter(now);
        return !keeps;
    }
}
