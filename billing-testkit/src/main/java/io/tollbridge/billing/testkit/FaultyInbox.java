// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.spi.InboxBacklog;
import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.spi.WebhookInbox;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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
    public List<Boolean> insertAll(List<WebhookArrival> arrivals) {
        return store.write(() -> inbox.insertAll(arrivals));
    }

    @Override
    public List<WebhookRecord> claim(Set<String> listeners, String owner, Instant now, Instant until, int limit) {
        return store.write(() -> inbox.claim(listeners, owner, now, until, limit));
    }

    @Override
    public void release(String owner, Instant until) {
        store.write(() -> {
            inbox.release(owner, until);
            return true;
        });
    }

    @Override
    public List<WebhookRecord> find(WebhookQuery query, int limit) {
        return store.read(() -> inbox.find(query, limit));
    }

    @Override
    public InboxBacklog backlog() {
        return store.read(inbox::backlog);
    }

    @Override
    public List<WebhookTask> tasks(WebhookQuery query, int limit) {
        return store.read(() -> inbox.tasks(query, limit));
    }

    @Override
    public boolean replay(WebhookTask task, Instant now, @Nullable String note) {
        return store.write(() -> inbox.replay(task, now, note));
    }

    @Override
    public boolean discard(WebhookTask task, Instant now, String note) {
        return store.write(() -> inbox.discard(task, now, note));
    }

    @Override
    public int compact(Instant endedBefore, int limit) {
        return store.write(() -> inbox.compact(endedBefore, limit));
    }
}
