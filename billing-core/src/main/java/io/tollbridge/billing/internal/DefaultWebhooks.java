// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookReceipt;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.Webhooks;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives webhooks: verify, store, nudge the worker. */
final class DefaultWebhooks implements Webhooks {
    private static final Logger log = LoggerFactory.getLogger(DefaultWebhooks.class);

    private final BillingStore store;
    private final InstantSource clock;
    private final @Nullable PaymentGateway gateway;
    private final WebhookProcessor processor;
    private final Runnable nudge;

    DefaultWebhooks(BillingOptions options, WebhookProcessor processor, Runnable nudge) {
        store = options.store();
        clock = options.clock();
        gateway = options.gateway();
        this.processor = processor;
        this.nudge = nudge;
    }

    @Override
    public WebhookReceipt receive(byte[] body, @Nullable String signatureHeader) {
        if (gateway == null) {
            throw new BillingConfigurationException(
                    "receiving webhooks needs a gateway: builder.gateway(StripeService.create(settings))");
        }
        Instant now = now();
        WebhookSource.Verified verified = gateway.webhooks().verify(body, signatureHeader, now);
        if (!store.inbox().insert(verified.event(), now, verified.quarantine())) {
            return WebhookReceipt.DUPLICATE;
        }
        if (verified.quarantine() == null) {
            nudge.run();
        } else {
            log.warn("{} is quarantined: {}", verified.event(), verified.quarantine());
        }
        return WebhookReceipt.STORED;
    }

    @Override
    public List<WebhookRecord> list(@Nullable WebhookStatus status, int limit) {
        return store.inbox().list(status, PageLimit.checked(limit));
    }

    @Override
    public boolean replay(WebhookEventKey key) {
        boolean found = store.inbox().replay(key, now());
        nudge.run();
        return found;
    }

    @Override
    public int processPending() {
        return processor.processPending();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
