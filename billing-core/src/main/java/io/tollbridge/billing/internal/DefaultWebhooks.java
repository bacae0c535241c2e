// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.event.BillingEvent.WebhookReceived.Receipt;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.webhook.WebhookChange;
import io.tollbridge.billing.webhook.WebhookDecision;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookReceipt;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import io.tollbridge.billing.webhook.Webhooks;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives webhooks: verify, store, nudge the worker. And what operators do about stored ones. */
final class DefaultWebhooks implements Webhooks, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DefaultWebhooks.class);
    private static final int MOST_CHANGED = 10_000;
    private static final EnumSet<WebhookStatus> DISCARDED = EnumSet.of(WebhookStatus.DISCARDED);

    private final BillingStore store;
    private final InstantSource clock;
    private final @Nullable PaymentGateway gateway;
    private final WebhookIntake intake;
    private final WebhookProcessor processor;
    private final WebhookListeners listeners;
    private final WebhookTrouble trouble;
    private final Signals signals;
    private final Runnable nudge;

    DefaultWebhooks(
            BillingOptions options,
            WebhookProcessor processor,
            WebhookListeners listeners,
            WebhookTrouble trouble,
            Runnable nudge) {
        this.trouble = trouble;
        signals = new Signals(options.listener());
        store = options.store();
        clock = options.clock();
        gateway = options.gateway();
        intake = new WebhookIntake(options);
        this.processor = processor;
        this.listeners = listeners;
        this.nudge = nudge;
    }

    @Override
    public WebhookReceipt receive(byte[] body, @Nullable String signatureHeader) {
        Receipt receipt = Receipt.FAILED;
        try {
            WebhookReceipt answer = take(body, signatureHeader);
            receipt = answer == WebhookReceipt.DUPLICATE ? Receipt.DUPLICATE : Receipt.STORED;
            return answer;
        } catch (WebhookRejectedException refusal) {
            receipt = Receipt.REFUSED;
            throw refusal;
        } finally {
            signals.tell(new BillingEvent.WebhookReceived(receipt));
        }
    }

    private WebhookReceipt take(byte[] body, @Nullable String signatureHeader) {
        if (gateway == null) {
            throw new BillingConfigurationException(
                    "receiving webhooks needs a gateway: builder.gateway(StripeService.create(settings))");
        }
        Instant now = now();
        WebhookSource.Verified verified = verified(gateway, body, signatureHeader, now);
        if (verified.quarantine() != null) {
            // why before it is stored: whatever happens then, operators know, and the event is sent again
            trouble.storedAside(verified.event(), verified.quarantine(), now);
        }
        WebhookArrival arrival = new WebhookArrival(
                verified.event(), listeners.wanting(verified.event().type()), now, verified.quarantine());
        if (!intake.store(arrival)) {
            return WebhookReceipt.DUPLICATE;
        }
        if (verified.quarantine() == null) {
            nudge.run();
        } else {
            log.warn("{} is quarantined: {}", verified.event(), verified.quarantine());
        }
        return WebhookReceipt.STORED;
    }

    private WebhookSource.Verified verified(
            PaymentGateway verifying, byte[] body, @Nullable String signatureHeader, Instant now) {
        try {
            WebhookSource.Verified verified = verifying.webhooks().verify(body, signatureHeader, now);
            trouble.accepted();
            return verified;
        } catch (WebhookRejectedException refusal) {
            trouble.refused(refusal, now);
            throw refusal;
        }
    }

    @Override
    public List<WebhookRecord> list(@Nullable WebhookStatus status, int limit) {
        return store.inbox().list(status, PageLimit.checked(limit));
    }

    @Override
    public List<WebhookRecord> find(WebhookQuery query, int limit) {
        return store.inbox().find(query, PageLimit.checked(limit));
    }

    @Override
    public boolean replay(WebhookEventKey key) {
        boolean found = store.inbox().replay(WebhookTask.ours(key), now(), null);
        nudge.run();
        return found;
    }

    @Override
    public WebhookChange replay(WebhookQuery query, WebhookDecision decision) {
        String note = note("replayed", decision);
        try {
            WebhookQuery replayable =
                    query.statuses().isEmpty() ? query.statuses(EnumSet.complementOf(DISCARDED)) : query;
            return change(replayable, note, decision, task -> store.inbox().replay(task, now(), note));
        } finally {
            nudge.run();
        }
    }

    @Override
    public boolean discard(WebhookEventKey key, String actor, String reason) {
        String note = note("discarded", WebhookDecision.by(actor, reason));
        boolean discarded = store.inbox().discard(WebhookTask.ours(key), now(), note);
        if (discarded) {
            log.info("{} is {}", key, note);
        }
        return discarded;
    }

    @Override
    public WebhookChange discard(WebhookQuery query, WebhookDecision decision) {
        String note = note("discarded", decision);
        Set<WebhookStatus> open = EnumSet.of(WebhookStatus.RECEIVED, WebhookStatus.QUARANTINED);
        if (!query.statuses().isEmpty()) {
            open.retainAll(query.statuses());
        }
        if (open.isEmpty()) {
            return new WebhookChange(List.of(), List.of(), false);
        }
        WebhookQuery discardable = query.statuses(open);
        return change(discardable, note, decision, task -> store.inbox().discard(task, now(), note));
    }

    private WebhookChange change(
            WebhookQuery query, String note, WebhookDecision decision, Predicate<WebhookTask> change) {
        List<WebhookTask> found = store.inbox().tasks(query, MOST_CHANGED + 1);
        List<WebhookTask> meant = found.subList(0, Math.min(found.size(), MOST_CHANGED));
        List<WebhookTask> changed = new ArrayList<>();
        List<WebhookTask> skipped = new ArrayList<>();
        for (WebhookTask task : meant) {
            boolean done = decision.dryRun() || change.test(task);
            (done ? changed : skipped).add(task);
        }
        if (!decision.dryRun()) {
            log.info("{} webhook events are {}", changed.size(), note);
        }
        return new WebhookChange(changed, skipped, found.size() > meant.size());
    }

    private static String note(String verb, WebhookDecision decision) {
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "the actor who decides about webhooks", decision.actor());
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "the reason of a decision about webhooks", decision.reason());
        return verb + " by " + decision.actor() + ": " + decision.reason();
    }

    @Override
    public int processPending() {
        return processor.processPending();
    }

    /** Returns when every request that is being received has been stored or refused. */
    @Override
    public void close() {
        intake.close();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
