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
        Subscription known = draft.subscription();
        if (known != null && !known.id().equals(snapshot.id())) {
            return another(draft, command.tenantId(), known, snapshot);
        }
        if (known != null && known.status().terminal()) {
            return new Outcome.Noted("subscription " + known.id() + " has ended; nothing revives it");
        }
        if (known != null && snapshot.at().isBefore(known.snapshotAt())) {
            return new Outcome.Noted("an older statement about subscription " + known.id());
        }
        return take(draft, known, snapshot);
    }

    /** A statement about another subscription than the one that rules. */
    private Outcome another(Draft draft, String tenantId, Subscription ruling, SubscriptionSnapshot snapshot) {
        boolean live = !snapshot.status().terminal() && snapshot.status() != SubscriptionStatus.INCOMPLETE;
        if (!live) {
            return new Outcome.Noted("subscription " + snapshot.id() + " is not the ruling one and not live");
        }
        if (ruling.local() || ruling.status().terminal()) {
            return snapshot.status().endsCredits()
                    ? new Outcome.Noted(
                            "subscription " + snapshot.id() + " is in no standing to replace " + ruling.id())
                    : take(draft, null, snapshot);
        }
        return new Outcome.Rejected(
                ErrorCode.SECOND_SUBSCRIPTION,
                "tenant " + tenantId + " has the live subscription " + ruling.id() + " and now also " + snapshot.id()
                        + "; end one of them");
    }

    private Outcome take(Draft draft, @Nullable Subscription known, SubscriptionSnapshot snapshot) {
        Instant formerEnd = known == null ? null : known.endsAt();
        Subscription next = new Subscription(
                snapshot.id(),
                snapshot.planId(),
                snapshot.quantity(),
                status(known, snapshot),
                snapshot.anchor(),
                snapshot.periodStart(),
                snapshot.periodEnd(),
                known == null ? null : known.paidThrough(),
                snapshot.endsAt(),
                snapshot.collectionPaused(),
                snapshot.at(),
                known == null ? null : known.paidAt());
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
            SliceRules.close(draft);
        }
        return new Outcome.Noted("subscription " + next.id() + " is " + next.status());
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
