// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.spi.WebhookInbox;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The inbox in memory: each call changes the committed state in one step. Thread-safe. */
final class MemoryInbox implements WebhookInbox {
    private final Committed committed;

    MemoryInbox(Committed committed) {
        this.committed = committed;
    }

    @Override
    public boolean insert(WebhookEvent event, Instant now, @Nullable String quarantine) {
        InboxRows before = change(inbox -> inbox.inserted(event, now, quarantine));
        return !before.contains(event.key());
    }

    @Override
    public List<WebhookRecord> claim(String owner, Instant now, Instant until, int limit) {
        InboxRows before = change(inbox -> inbox.claimed(owner, now, until, limit));
        return before.claimable(now, limit).stream()
                .map(event -> event.claimed(owner, until).row())
                .toList();
    }

    @Override
    public List<WebhookRecord> list(@Nullable WebhookStatus status, int limit) {
        return committed
                .current()
                .inbox()
                .events()
                .descending(event -> status == null || event.row().status() == status, limit)
                .stream()
                .map(StoredEvent::row)
                .toList();
    }

    @Override
    public boolean replay(WebhookEventKey key, Instant now) {
        return change(inbox -> inbox.replayed(key, now)).contains(key);
    }

    /** Changes the inbox and returns it as it was immediately before. */
    private InboxRows change(UnaryOperator<InboxRows> change) {
        return committed
                .change(snapshot -> snapshot.withInbox(change.apply(snapshot.inbox())))
                .inbox();
    }
}
