// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookContext;
import io.tollbridge.billing.webhook.WebhookHandler;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes stored events and carries out what their handlers make of them, each with its done mark in one transaction. */
final class WebhookProcessor {
    private static final Logger log = LoggerFactory.getLogger(WebhookProcessor.class);
    private static final int CLAIM = 20;
    private static final int ATTEMPTS = 10;
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(2);
    private static final Duration LONGEST_DELAY = Duration.ofHours(6);

    private final BillingStore store;
    private final CommandExecutor executor;
    private final InstantSource clock;
    private final KeySequence owners;
    private final WebhookContext context;
    private final @Nullable PaymentGateway gateway;
    private final Map<String, WebhookHandler> handlers = new HashMap<>();

    WebhookProcessor(BillingOptions options, CommandExecutor executor, KeySequence owners) {
        store = options.store();
        clock = options.clock();
        this.executor = executor;
        this.owners = owners;
        context = new Context(options.catalog(), options.store());
        gateway = options.gateway();
        if (gateway != null) {
            for (WebhookHandler handler : gateway.webhooks().handlers()) {
                handler.eventTypes().forEach(type -> handlers.put(type, handler));
            }
        }
    }

    private record Context(Catalog catalog, BillingStore store) implements WebhookContext {
        @Override
        public Optional<String> tenantOf(String customerId, boolean livemode) {
            return store.read(reader -> reader.linkOfCustomer(customerId, livemode))
                    .map(TenantLink::tenantId);
        }

        @Override
        public Optional<String> customerOf(String tenantId, boolean livemode) {
            return store.read(reader -> reader.linkOfTenant(tenantId, livemode)).map(TenantLink::customerId);
        }
    }

    /** Works on everything that is due; returns how many events that were. */
    int processPending() {
        int worked = 0;
        List<WebhookRecord> claimed;
        do {
            String owner = owners.next();
            Instant now = now();
            claimed = store.inbox().claim(owner, now, now.plus(LEASE), CLAIM);
            for (WebhookRecord webhook : claimed) {
                process(owner, webhook);
                worked++;
            }
        } while (!claimed.isEmpty());
        return worked;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void process(String owner, WebhookRecord webhook) {
        HandlerResult result = handle(webhook);
        if (result instanceof HandlerResult.Apply apply) {
            apply(owner, webhook, apply);
        } else if (result instanceof HandlerResult.Ignore ignore) {
            finish(owner, webhook, WebhookStatus.IGNORED, ignore.why());
        } else if (result instanceof HandlerResult.Quarantine quarantine) {
            finish(owner, webhook, WebhookStatus.QUARANTINED, quarantine.why());
        } else if (result instanceof HandlerResult.Retry retry) {
            again(owner, webhook, retry.why());
        }
    }

    private HandlerResult handle(WebhookRecord webhook) {
        boolean live = webhook.event().key().livemode();
        if (gateway != null && gateway.livemode() != live) {
            return HandlerResult.quarantine("a " + (live ? "live" : "test")
                    + "-mode event on an installation that is in " + (live ? "test" : "live") + " mode");
        }
        WebhookHandler handler = handlers.get(webhook.event().type());
        if (handler == null) {
            return HandlerResult.ignore(
                    "no handler for events of type " + webhook.event().type());
        }
        try {
            HandlerResult result = handler.handle(webhook.event(), context);
            // why: a host's handler may not be compiled with a null checker
            return result == null ? HandlerResult.retry("the handler returned null") : result;
        } catch (RuntimeException failure) {
            log.warn("The handler of {} failed", webhook.event(), failure);
            return HandlerResult.retry(
                    "the handler failed: " + failure.getClass().getName());
        }
    }

    private void apply(String owner, WebhookRecord webhook, HandlerResult.Apply apply) {
        try {
            executor.inTransaction(transaction -> {
                TenantLink link = apply.link();
                Optional<TenantLink> conflict = link == null ? Optional.empty() : transaction.link(link);
                if (conflict.isPresent()) {
                    throw new NotApplied(
                            ErrorCode.CUSTOMER_LINK_CONFLICT, "the customer is linked otherwise: " + conflict.get());
                }
                for (CommandResult result : executor.execute(transaction, apply.commands())) {
                    if (result instanceof CommandResult.Decided decided
                            && decided.outcome() instanceof Outcome.Rejected rejected) {
                        throw new NotApplied(rejected.code(), rejected.message());
                    }
                }
                WebhookCompletion done = completion(owner, webhook, WebhookStatus.DONE, null, now());
                if (!transaction.finish(done)) {
                    throw new NotApplied(null, "the claim was lost");
                }
                return done;
            });
        } catch (NotApplied notApplied) {
            notApplied(owner, webhook, notApplied);
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
            default -> again(owner, webhook, why);
        }
    }

    private void again(String owner, WebhookRecord webhook, String why) {
        if (webhook.attempts() >= ATTEMPTS) {
            finish(owner, webhook, WebhookStatus.QUARANTINED, why);
            return;
        }
        Duration delay = FIRST_DELAY.multipliedBy(1L << (2 * (webhook.attempts() - 1)));
        Duration bounded = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
        end(completion(owner, webhook, WebhookStatus.RECEIVED, why, now().plus(bounded)));
    }

    private void finish(String owner, WebhookRecord webhook, WebhookStatus status, String why) {
        if (status == WebhookStatus.QUARANTINED) {
            log.warn("{} is quarantined: {}", webhook.event(), why);
        }
        end(completion(owner, webhook, status, why, now()));
    }

    private void end(WebhookCompletion completion) {
        if (!executor.inTransaction(transaction -> transaction.finish(completion))) {
            log.info("The claim on event {} was lost", completion.key());
        }
    }

    private WebhookCompletion completion(
            String owner, WebhookRecord webhook, WebhookStatus status, @Nullable String note, Instant dueAt) {
        return new WebhookCompletion(webhook.event().key(), owner, status, note, now(), dueAt);
    }

    /** Rolls the transaction back. */
    private static final class NotApplied extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final @Nullable ErrorCode code;

        NotApplied(@Nullable ErrorCode code, String message) {
            super(message, null, false, false);
            this.code = code;
        }
    }
}
