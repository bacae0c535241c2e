// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.spi.TenantPurchase;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookContext;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookHandler;
import io.tollbridge.billing.webhook.WebhookRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the library's own handlers what to make of an event, after its object was read again. */
final class WebhookHandling {
    private static final Logger log = LoggerFactory.getLogger(WebhookHandling.class);

    private final @Nullable PaymentGateway gateway;
    private final WebhookContext context;
    private final Map<String, WebhookHandler> handlers = new HashMap<>();

    WebhookHandling(BillingOptions options) {
        gateway = options.gateway();
        context = new Context(options.catalog(), options.store());
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

        @Override
        public Optional<Subscription> subscription(String tenantId, String subscriptionId) {
            return store.read(reader -> reader.subscription(tenantId, subscriptionId));
        }

        @Override
        public Optional<Purchase> purchase(String tenantId, String purchaseId) {
            return store.read(reader -> reader.purchase(tenantId, purchaseId));
        }

        @Override
        public Optional<TenantPurchase> purchaseOfPayment(String paymentId) {
            return store.read(reader -> reader.purchaseOfPayment(paymentId));
        }

        @Override
        public Optional<TenantPurchase> purchaseOfSession(String sessionId) {
            return store.read(reader -> reader.purchaseOfSession(sessionId));
        }
    }

    HandlerResult handle(WebhookRecord webhook, Instant now) {
        boolean live = webhook.event().key().livemode();
        if (gateway != null && gateway.livemode() != live) {
            return HandlerResult.quarantine("a " + (live ? "live" : "test")
                    + "-mode event on an installation that is in " + (live ? "test" : "live") + " mode");
        }
        WebhookHandler handler = handlers.get(webhook.event().type());
        if (gateway == null || handler == null) {
            return HandlerResult.ignore(
                    "no handler for events of type " + webhook.event().type());
        }
        WebhookEvent current;
        try {
            current = gateway.webhooks().current(webhook.event(), now);
        } catch (RuntimeException failure) {
            // why not go on with what was delivered: it may have been overtaken
            log.warn("The object of {} could not be read again", webhook.event(), failure);
            return HandlerResult.retry("its object could not be read again: " + told(failure));
        }
        try {
            return ask(handler, current);
        } catch (RuntimeException failure) {
            log.warn("The handler of {} failed", webhook.event(), failure);
            return HandlerResult.retry("the handler failed: " + told(failure));
        }
    }

    /** True for a type of event that a handler understands. */
    boolean knows(String eventType) {
        return handlers.containsKey(eventType);
    }

    /** What the handler of an event makes of it as it is; whatever the handler throws is thrown. */
    HandlerResult ask(WebhookEvent event) {
        WebhookHandler handler = handlers.get(event.type());
        return handler == null
                ? HandlerResult.ignore("no handler for events of type " + event.type())
                : ask(handler, event);
    }

    private HandlerResult ask(WebhookHandler handler, WebhookEvent event) {
        HandlerResult result = handler.handle(event, context);
        // why: a handler may not be compiled with a null checker
        return result == null ? HandlerResult.retry("the handler returned null") : result;
    }

    /** What may be stored of a failure: the library's own messages hold neither secrets nor payloads. */
    private static String told(RuntimeException failure) {
        return failure instanceof BillingException known
                ? known.code() + ": " + known.getMessage()
                : failure.getClass().getName();
    }
}
