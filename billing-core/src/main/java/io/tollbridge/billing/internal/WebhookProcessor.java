// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes stored events and carries out what their handlers make of them, each with its done mark in one transaction.
 * Several threads may run it at once, on several nodes.
 */
final class WebhookProcessor {
    private static final Logger log = LoggerFactory.getLogger(WebhookProcessor.class);
    private static final int CLAIM = 20;
    private static final Duration LEASE = Duration.ofMinutes(2);
    /** An event is only begun with so much of the lease left: longer than the patience with the payment service. */
    private static final Duration NEEDED = Duration.ofSeconds(90);

    /** So many times as many claims as attempts: claims also run out because the database is away. */
    private static final int UNENDED = 2;

    static final RetrySchedule SCHEDULE = new RetrySchedule(
            10,
            Duration.ofSeconds(2),
            Duration.ofHours(6),
            bound -> ThreadLocalRandom.current().nextLong(bound));

    private final BillingStore store;
    private final CommandExecutor executor;
    private final InstantSource clock;
    private final KeySequence owners;
    private final WebhookHandling handling;
    private final WebhookListeners listeners;
    private final Set<String> worksOn;
    private final RetrySchedule schedule;
    private final Signals signals;
    private volatile boolean stopping;

    WebhookProcessor(
            BillingOptions options,
            CommandExecutor executor,
            KeySequence owners,
            WebhookListeners listeners,
            RetrySchedule schedule) {
        store = options.store();
        clock = options.clock();
        this.executor = executor;
        this.owners = owners;
        this.handling = new WebhookHandling(options);
        this.listeners = listeners;
        // why not ours without a gateway: it has no handler for anything, and another node may have one
        worksOn = listeners.worked(options.gateway() != null);
        this.schedule = schedule;
        signals = new Signals(options.listener());
    }

    /** Works on everything that is due; returns how many events that were. */
    int processPending() {
        return processPending(() -> {});
    }

    /**
     * Works on everything that is due.
     *
     * @param more run each time when there is more than one claim takes, so that others may help
     * @return how many events were worked on
     */
    int processPending(Runnable more) {
        int worked = 0;
        if (worksOn.isEmpty()) {
            return worked;
        }
        List<WebhookRecord> claimed;
        do {
            String owner = owners.next();
            Instant now = now();
            Instant until = now.plus(LEASE);
            claimed = store.inbox().claim(worksOn, owner, now, until, CLAIM);
            if (claimed.size() == CLAIM) {
                more.run();
            }
            worked += work(owner, until, claimed);
        } while (!claimed.isEmpty() && !stopping);
        return worked;
    }

    /** Has running calls end after the event at hand; what else they have claimed is given back. */
    void stop() {
        stopping = true;
    }

    private int work(String owner, Instant until, List<WebhookRecord> claimed) {
        int worked = 0;
        RuntimeException unended = null;
        try {
            for (WebhookRecord webhook : inOrder(claimed)) {
                if (stopping || now().plus(NEEDED).isAfter(until)) {
                    break;
                }
                try {
                    process(owner, webhook);
                } catch (RuntimeException failure) {
                    if (isAway(failure)) {
                        throw failure;
                    }
                    // why the others go on: its claim runs out and counts, so that it comes last, and to a person in
                    // the end
                    log.error("What became of {} could not be written down", webhook.event(), failure);
                    unended = failure;
                }
                worked++;
            }
        } finally {
            if (worked < claimed.size()) {
                release(owner, until);
            }
        }
        if (unended != null) {
            throw unended;
        }
        return worked;
    }

    private static boolean isAway(RuntimeException failure) {
        return failure instanceof BillingStoreException store && store.code() == ErrorCode.STORE_UNAVAILABLE;
    }

    /**
     * Those that were claimed before come last, and in the other order: if one of them ends the process each time, the
     * others that were claimed with it come to their end nevertheless.
     */
    private static List<WebhookRecord> inOrder(List<WebhookRecord> claimed) {
        List<WebhookRecord> ordered = new ArrayList<>(
                claimed.stream().filter(webhook -> webhook.attempts() > 1).toList());
        Collections.reverse(ordered);
        ordered.addAll(
                0, claimed.stream().filter(webhook -> webhook.attempts() <= 1).toList());
        return ordered;
    }

    private void release(String owner, Instant until) {
        try {
            store.inbox().release(owner, until);
        } catch (RuntimeException failure) {
            log.debug("A claim could not be given back; it runs out at {}", until, failure);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void process(String owner, WebhookRecord webhook) {
        if (schedule.isOver(webhook.attempts() / UNENDED)) {
            finish(
                    owner,
                    webhook,
                    WebhookStatus.QUARANTINED,
                    "it was begun with " + (webhook.attempts() - 1)
                            + " times and hardly ever came to an end: the process"
                            + " died, or it took longer than its claim of " + LEASE.toMinutes() + " minutes");
            return;
        }
        try {
            carryOut(owner, webhook);
        } catch (Error failure) {
            log.error("{} could not be processed", webhook.event(), failure);
            // why before it is thrown: else the event would be the next one again, and keep all others waiting
            again(owner, webhook, "processing it failed: " + failure.getClass().getName());
            if (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError)) {
                throw failure;
            }
        }
    }

    private void carryOut(String owner, WebhookRecord webhook) {
        HandlerResult result = webhook.listener().isEmpty() ? handling.handle(webhook, now()) : listeners.call(webhook);
        if (result instanceof HandlerResult.Apply apply) {
            apply(owner, webhook, apply, false);
        } else if (result instanceof HandlerResult.Ignore ignore) {
            finish(owner, webhook, WebhookStatus.IGNORED, ignore.why());
        } else if (result instanceof HandlerResult.Quarantine quarantine) {
            finish(owner, webhook, WebhookStatus.QUARANTINED, quarantine.why());
        } else if (result instanceof HandlerResult.Retry retry) {
            again(owner, webhook, retry.why());
        }
    }

    /** @param mayBeOver true when a change may come to nothing because a later period is paid */
    private void apply(String owner, WebhookRecord webhook, HandlerResult.Apply apply, boolean mayBeOver) {
        try {
            List<CommandResult> carriedOut = executor.inTransaction(transaction -> {
                TenantLink link = apply.link();
                Optional<TenantLink> conflict = link == null ? Optional.empty() : transaction.link(link);
                if (conflict.isPresent()) {
                    throw new NotApplied(
                            ErrorCode.CUSTOMER_LINK_CONFLICT, "the customer is linked otherwise: " + conflict.get());
                }
                List<CommandResult> results = executor.execute(transaction, apply.commands());
                for (CommandResult result : results) {
                    if (result instanceof CommandResult.Decided decided
                            && decided.outcome() instanceof Outcome.Rejected rejected) {
                        throw new NotApplied(rejected.code(), rejected.message());
                    }
                }
                if (!mayBeOver && results.stream().anyMatch(PaymentWait::isOver)) {
                    throw NotApplied.over();
                }
                WebhookCompletion done = completion(owner, webhook, WebhookStatus.DONE, null, now());
                if (!transaction.finish(done)) {
                    throw new NotApplied(null, "the claim was lost");
                }
                return results;
            });
            for (int i = 0; i < carriedOut.size(); i++) {
                signals.answered(apply.commands().get(i), carriedOut.get(i));
            }
            tell(webhook, WebhookStatus.DONE);
        } catch (NotApplied notApplied) {
            if (notApplied.over) {
                over(owner, webhook, apply);
            } else {
                notApplied(owner, webhook, notApplied);
            }
        } catch (BillingStoreException failure) {
            log.warn("{} could not be applied", webhook.event(), failure);
            if (failure.code() == ErrorCode.STORE_FAILED) {
                again(owner, webhook, "the store failed: " + failure.getMessage());
            }
            // otherwise the claim runs out and the event is taken again
        } catch (RuntimeException failure) {
            log.error("{} could not be applied", webhook.event(), failure);
            again(owner, webhook, "applying it failed: " + failure.getClass().getName());
        }
    }

    /** A change came to nothing because a later period is paid: fine if its own period was paid too, and else it may be yet. */
    private void over(String owner, WebhookRecord webhook, HandlerResult.Apply apply) {
        Instant end = store.read(reader -> PaymentWait.end(reader, webhook, apply.commands()));
        if (end == null) {
            apply(owner, webhook, apply, true);
        } else if (now().isBefore(end)) {
            wait(owner, webhook, ErrorCode.PERIOD_NOT_PAID + ": " + PaymentWait.OVER);
        } else {
            finish(owner, webhook, WebhookStatus.QUARANTINED, ErrorCode.PERIOD_NOT_PAID + ": " + PaymentWait.IN_VAIN);
        }
    }

    private void notApplied(String owner, WebhookRecord webhook, NotApplied notApplied) {
        if (notApplied.code == null) {
            log.info("The claim on {} was lost; its new owner works on it", webhook.event());
            return;
        }
        String why = notApplied.code + ": " + notApplied.getMessage();
        switch (notApplied.code) {
            case UNKNOWN_PLAN, AMOUNT_OVERFLOW, CUSTOMER_LINK_CONFLICT ->
                finish(owner, webhook, WebhookStatus.QUARANTINED, why);
            case TENANT_ERASED -> finish(owner, webhook, WebhookStatus.IGNORED, why);
            case PERIOD_NOT_PAID -> wait(owner, webhook, why);
            default -> again(owner, webhook, why);
        }
    }

    private void again(String owner, WebhookRecord webhook, String why) {
        if (schedule.isOver(webhook.attempts())) {
            finish(owner, webhook, WebhookStatus.QUARANTINED, why);
        } else {
            Instant dueAt = now().plus(schedule.after(webhook.attempts()));
            end(webhook, completion(owner, webhook, WebhookStatus.RECEIVED, why, dueAt), null);
        }
    }

    /** As {@link #again}, for something that is expected: it is tried for long, and leaves attempts for what may fail. */
    private void wait(String owner, WebhookRecord webhook, String why) {
        Instant now = now();
        if (PaymentWait.isTooLong(webhook, now)) {
            again(owner, webhook, why);
            return;
        }
        Instant dueAt = now.plus(schedule.after(webhook.attempts()));
        WebhookTask task = new WebhookTask(webhook.event().key(), webhook.listener());
        end(
                webhook,
                new WebhookCompletion(task, owner, WebhookStatus.RECEIVED, why, now, dueAt, schedule.attempts() - 3),
                null);
    }

    private void finish(String owner, WebhookRecord webhook, WebhookStatus status, String why) {
        if (status == WebhookStatus.QUARANTINED) {
            log.warn("{} is quarantined: {}", webhook.event(), why);
        }
        WebhookCompletion completion = completion(owner, webhook, status, why, now());
        end(webhook, completion, status == WebhookStatus.QUARANTINED ? trouble(webhook, why) : null);
    }

    private Notification trouble(WebhookRecord webhook, String why) {
        return WebhookTrouble.quarantined(webhook.event(), why, now());
    }

    private void tell(WebhookRecord webhook, WebhookStatus status) {
        if (signals.heard()) {
            Duration lag = Duration.between(webhook.event().created(), now());
            signals.tell(new BillingEvent.WebhookProcessed(status, lag.isNegative() ? Duration.ZERO : lag));
        }
    }

    private void end(WebhookRecord webhook, WebhookCompletion completion, @Nullable Notification trouble) {
        boolean ended = executor.inTransaction(transaction -> {
            boolean owned = transaction.finish(completion);
            if (owned && trouble != null) {
                transaction.tellOperators(trouble);
            }
            return owned;
        });
        if (ended) {
            tell(webhook, completion.status());
        } else {
            log.info("The claim on event {} was lost", completion.task());
        }
    }

    private WebhookCompletion completion(
            String owner, WebhookRecord webhook, WebhookStatus status, @Nullable String note, Instant dueAt) {
        WebhookTask task = new WebhookTask(webhook.event().key(), webhook.listener());
        return new WebhookCompletion(task, owner, status, note, now(), dueAt);
    }

    /** Rolls the transaction back. */
    private static final class NotApplied extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final @Nullable ErrorCode code;
        private final boolean over;

        private NotApplied(@Nullable ErrorCode code, String message, boolean over) {
            super(message, null, false, false);
            this.code = code;
            this.over = over;
        }

        NotApplied(@Nullable ErrorCode code, String message) {
            this(code, message, false);
        }

        /** A later period is paid than that of a change. */
        static NotApplied over() {
            return new NotApplied(ErrorCode.PERIOD_NOT_PAID, PaymentWait.OVER, true);
        }
    }
}
