// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tenants are told about their payments and trials, once each. Nothing here moves credits. */
final class Notices {
    /** As long before the end of a trial as Stripe's own event comes. */
    private static final Duration TRIAL_NOTICE = Duration.ofDays(3);

    /** The mark on a trial's slice that its end was told, beside the bits of {@link Thresholds}. */
    static final int TRIAL_TOLD = 1 << 8;

    private Notices() {}

    /** Once for each invoice: Stripe tries it again for weeks, and the customer has to act only once. */
    static Outcome paymentFailed(Draft draft, TenantCommand.NotePaymentFailed command) {
        String detail = command.needsAction()
                ? "the payment of invoice " + command.invoiceId() + " waits for the customer to confirm it"
                : "the payment of invoice " + command.invoiceId() + " failed";
        draft.tell(new Notification(
                "invoice:" + command.invoiceId() + ":payment-failed",
                Notification.Kind.PAYMENT_FAILED,
                Notification.Status.PENDING,
                0,
                List.of(),
                detail,
                draft.now()));
        return new Outcome.Noted("the tenant is told that " + detail);
    }

    static Outcome trialEnding(Draft draft, TenantCommand.NoteTrialEnding command) {
        if (!command.endsAt().isAfter(draft.now())) {
            return new Outcome.Noted("the trial ended at " + command.endsAt() + "; that it will end is no news");
        }
        Subscription ruling = draft.subscription();
        Subscription known = ruling != null && ruling.id().equals(command.subscription())
                ? ruling
                : draft.other(command.subscription());
        if (known != null && (known.status().terminal() || endsWithin(known, command.endsAt()))) {
            return new Outcome.Noted("subscription " + known.id() + " ends with its trial, which was told");
        }
        Slice slice = draft.slice();
        if (slice != null && slice.trial() && slice.subscriptionId().equals(command.subscription())) {
            draft.slice(slice.withThresholdsFired(slice.thresholdsFired() | TRIAL_TOLD));
        }
        tellTrialEnd(draft, command.subscription(), command.endsAt());
        return new Outcome.Noted("the tenant is told that its trial ends at " + command.endsAt());
    }

    /** Tells of a trial's end by the clock alone, where no event has done so. */
    static void settle(Draft draft) {
        Slice slice = draft.slice();
        Instant due = due(draft.subscription(), slice);
        if (slice != null
                && due != null
                && !draft.now().isBefore(due)
                && draft.now().isBefore(slice.end())) {
            draft.slice(slice.withThresholdsFired(slice.thresholdsFired() | TRIAL_TOLD));
            tellTrialEnd(draft, slice.subscriptionId(), slice.end());
        }
    }

    /** When the clock will have something to tell, null when it will not; later than now. */
    static @Nullable Instant nextDue(Account account, Instant now) {
        Instant due = due(account.subscription(), account.slice());
        // why not one that has passed: the slice is over then, else the decision would have told it
        return due != null && due.isAfter(now) ? due : null;
    }

    /** When the end of the trial is to be told, null when it is not, or was. */
    static @Nullable Instant due(@Nullable Subscription subscription, @Nullable Slice slice) {
        if (slice == null || subscription == null) {
            return null;
        }
        boolean running = slice.trial()
                && !slice.closed()
                && (slice.thresholdsFired() & TRIAL_TOLD) == 0
                && subscription.id().equals(slice.subscriptionId())
                && subscription.status() == SubscriptionStatus.TRIALING
                && !endsWithin(subscription, slice.end());
        return running ? slice.end().minus(TRIAL_NOTICE) : null;
    }

    /** True when the subscription is cancelled for a time not after that one: nothing follows then. */
    private static boolean endsWithin(Subscription subscription, Instant time) {
        Instant endsAt = subscription.endsAt();
        return endsAt != null && !endsAt.isAfter(time);
    }

    private static void tellTrialEnd(Draft draft, String subscriptionId, Instant end) {
        draft.tell(new Notification(
                "subscription:" + subscriptionId + ":trial-ends:" + end.toEpochMilli(),
                Notification.Kind.TRIAL_ENDING,
                Notification.Status.PENDING,
                0,
                List.of(),
                "the trial ends at " + end,
                draft.now()));
    }
}
