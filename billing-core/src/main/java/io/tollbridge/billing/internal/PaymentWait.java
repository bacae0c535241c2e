// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.webhook.WebhookRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An event that waits for a payment. It is known by the beginning of its note, which stays until it has ended. */
final class PaymentWait {
    static final String IN_VAIN =
            "the period that it waited for was never paid, and a later one is; give back its money, or grant by hand";

    /**
     * So long a change waits for its period to be paid. Stripe tries to collect for up to two months:
     * https://docs.stripe.com/billing/revenue-recovery/smart-retries
     */
    private static final Duration LONGEST = Duration.ofDays(61);

    private static final String WAITS = ErrorCode.PERIOD_NOT_PAID.name();

    private PaymentWait() {}

    static boolean isOver(WebhookRecord webhook, Instant now) {
        return !now.isBefore(webhook.receivedAt().plus(LONGEST));
    }

    /** True when the results say that what the event has waited for will not come. */
    static boolean wasInVain(WebhookRecord webhook, List<CommandResult> results) {
        return isWaiting(webhook) && results.stream().anyMatch(PaymentWait::isUnsettled);
    }

    /** What is noted of an attempt that failed for another reason: the event waits nevertheless. */
    static String note(WebhookRecord webhook, String why) {
        return isWaiting(webhook) && !why.startsWith(WAITS) ? WAITS + ": and the last attempt failed, " + why : why;
    }

    private static boolean isWaiting(WebhookRecord webhook) {
        String note = webhook.note();
        return note != null && note.startsWith(WAITS);
    }

    private static boolean isUnsettled(CommandResult result) {
        return result instanceof CommandResult.Decided decided
                && decided.outcome() instanceof Outcome.Noted noted
                && !noted.settled();
    }
}
