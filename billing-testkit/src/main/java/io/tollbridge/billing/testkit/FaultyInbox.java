// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.spi.WebhookInbox;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inbox of a store that fails on demand. Thread-safe. */
final class FaultyInbox implements WebhookInbox {
    private final WebhookInbox inbox;
    private final FaultyStore store;

    FaultyInbox(WebhookInbox inbox, FaultyStore store) {
        this.inbox = inbox;
        this.store = store;
    }

    @Override
    public boolean insert(WebhookEvent event, Instant now, @Nullable String quarantine) {
        return store.write(() -> inbox.insert(event, now, quarantine));
    }

    @Override
    public List<WebhookRecord> claim(String owner, Instant now, Instant until, int limit) {
        return store.write(() -> inbox.claim(owner, now, until, limit));
    }

    @Override
    public List<WebhookRecord> list(@Nullable WebhookStatus status, int limit) {
        return store.read(() -> inbox.list(status, limit));
    }

    @Override
    public boolean replay(WebhookEventKey key, Instant now) {
        return store.write(() -> inbox.replay(key, now));
    }
}
