// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.webhook.WebhookRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How long a paid change waits for the payment of its period, and whether that will never come. */
final class PaymentWait {
    static final String IN_VAIN =
            "the period of the change was never paid, and a later one is; give back its money, or grant by hand";

    /**
     * So long a change waits for its period to be paid. Stripe tries to collect for up to two months:
     * https://docs.stripe.com/billing/revenue-recovery/smart-retries
     */
    private static final Duration LONGEST = Duration.ofDays(61);

    private static final int PAGE = 1_000;

    private PaymentWait() {}

    static boolean isTooLong(WebhookRecord webhook, Instant now) {
        return !now.isBefore(webhook.receivedAt().plus(LONGEST));
    }

    /** True for what came to nothing because a later period is paid. */
    static boolean isOver(CommandResult result) {
        return result instanceof CommandResult.Decided decided
                && decided.outcome() instanceof Outcome.Noted noted
                && !noted.settled();
    }

    /**
     * True when one of the commands changes the plan at a time of which the tenant never had a slice, although it had one
     * before. What was changed before the first slice was another system's business.
     */
    static boolean isOfUnpaidPeriod(StoreReader reader, List<Command> commands) {
        return commands.stream()
                .anyMatch(command -> command instanceof Command.ChangePlan change
                        && isBetween(slices(reader, change.tenantId()), change.effectiveAt()));
    }

    private static boolean isBetween(List<Grant> slices, Instant at) {
        return slices.stream().anyMatch(slice -> !slice.startsAt().isAfter(at))
                && slices.stream().noneMatch(slice -> isIn(slice, at));
    }

    private static boolean isIn(Grant slice, Instant at) {
        Instant end = slice.expiresAt();
        return !slice.startsAt().isAfter(at) && (end == null || at.isBefore(end));
    }

    private static List<Grant> slices(StoreReader reader, String tenantId) {
        List<Grant> slices = new ArrayList<>();
        List<Grant> page = reader.grants(tenantId, 0, PAGE);
        while (!page.isEmpty()) {
            page.stream().filter(grant -> grant.kind() == Grant.Kind.SLICE).forEach(slices::add);
            page = reader.grants(tenantId, page.get(page.size() - 1).id(), PAGE);
        }
        return slices;
    }
}
