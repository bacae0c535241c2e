// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.webhook.WebhookRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How long a paid change waits for the payment of its period, and when that will not come any more. */
final class PaymentWait {
    static final String OVER =
            "a later period is paid, and the payment of the period of the change was not heard of yet";

    static final String IN_VAIN =
            "the period of the change was never paid, and a later one is; give back its money, or grant by hand";

    /**
     * So long a change waits for its period to be paid. Stripe tries to collect for up to two months:
     * https://docs.stripe.com/billing/revenue-recovery/smart-retries
     */
    private static final Duration LONGEST = Duration.ofDays(61);

    /**
     * So long the news of an earlier payment may take: Stripe delivers for three days,
     * https://docs.stripe.com/webhooks#retries, and records are compared once a day.
     */
    private static final Duration LATE = Duration.ofDays(3);

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
     * When to wait no longer for the periods in which the commands change plans, now that later ones are paid.
     *
     * @return null when there is nothing to wait for: those periods were paid too, or came before the first that was
     */
    static @Nullable Instant end(StoreReader reader, WebhookRecord webhook, List<Command> commands) {
        return commands.stream()
                .filter(Command.ChangePlan.class::isInstance)
                .flatMap(command -> end(reader, webhook, (Command.ChangePlan) command).stream())
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static Optional<Instant> end(StoreReader reader, WebhookRecord webhook, Command.ChangePlan change) {
        List<Grant> slices = slices(reader, change);
        if (!isBetween(slices, change.effectiveAt())) {
            return Optional.empty();
        }
        return Stream.concat(Stream.of(webhook.receivedAt()), slices.stream().map(Grant::startsAt))
                .max(Instant::compareTo)
                .map(begun -> begun.plus(LATE));
    }

    private static boolean isBetween(List<Grant> slices, Instant at) {
        return slices.stream().anyMatch(slice -> !slice.startsAt().isAfter(at))
                && slices.stream().noneMatch(slice -> isIn(slice, at));
    }

    private static boolean isIn(Grant slice, Instant at) {
        Instant end = slice.expiresAt();
        return !slice.startsAt().isAfter(at) && (end == null || at.isBefore(end));
    }

    private static List<Grant> slices(StoreReader reader, Command.ChangePlan change) {
        List<Grant> slices = new ArrayList<>();
        List<Grant> page = reader.grants(change.tenantId(), 0, PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .filter(grant -> OperationKey.isSliceOf(change.subscriptionId(), grant.fact()))
                    .forEach(slices::add);
            page = reader.grants(change.tenantId(), page.get(page.size() - 1).id(), PAGE);
        }
        return slices;
    }
}
