// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.spi.InboxBacklog;
import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.spi.WebhookInbox;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The inbox in memory: each call changes the committed state in one step. Thread-safe. */
final class MemoryInbox implements WebhookInbox {
    private final Committed committed;

    MemoryInbox(Committed committed) {
        this.committed = committed;
    }

    @Override
    public List<Boolean> insertAll(List<WebhookArrival> arrivals) {
        InboxRows before = change(inbox -> {
            InboxRows rows = inbox;
            for (WebhookArrival arrival : arrivals) {
                rows = rows.inserted(arrival);
            }
            return rows;
        });
        Set<WebhookTask> added = new HashSet<>();
        List<Boolean> stored = new ArrayList<>();
        for (WebhookArrival arrival : arrivals) {
            WebhookTask task = WebhookTask.ours(arrival.event().key());
            stored.add(!before.contains(task) && added.add(task));
        }
        return stored;
    }

    @Override
    public List<WebhookRecord> claim(Set<String> listeners, String owner, Instant now, Instant until, int limit) {
        StoredEvent.Claim claim = new StoredEvent.Claim(owner, until);
        InboxRows before = change(inbox -> inbox.claimed(listeners, claim, now, limit));
        return before.claimed(listeners, claim, now, limit).heldBy(claim).stream()
                .map(StoredEvent::row)
                .toList();
    }

    @Override
    public void release(String owner, Instant until) {
        change(inbox -> inbox.released(new StoredEvent.Claim(owner, until)));
    }

    @Override
    public List<WebhookRecord> find(WebhookQuery query, int limit) {
        return events().descending(event -> query.matches(event.row()), limit).stream()
                .map(StoredEvent::row)
                .toList();
    }

    @Override
    public InboxBacklog backlog() {
        List<Instant> waiting = of(WebhookStatus.RECEIVED);
        Instant oldest = waiting.stream().min(Comparator.naturalOrder()).orElse(null);
        return new InboxBacklog(waiting.size(), of(WebhookStatus.QUARANTINED).size(), oldest);
    }

    private List<Instant> of(WebhookStatus status) {
        return events().values().stream()
                .map(StoredEvent::row)
                .filter(row -> row.status() == status)
                .map(WebhookRecord::receivedAt)
                .toList();
    }

    @Override
    public List<WebhookTask> tasks(WebhookQuery query, int limit) {
        return events().above(0L, event -> event.hasPayload() && query.matches(event.row()), limit).stream()
                .map(StoredEvent::task)
                .toList();
    }

    private PersistentMap<Long, StoredEvent> events() {
        return committed.current().inbox().events();
    }

    @Override
    public boolean replay(WebhookTask task, Instant now, @Nullable String note) {
        return change(inbox -> inbox.replayed(task, now, note)).replayable(task);
    }

    @Override
    public boolean discard(WebhookTask task, Instant now, String note) {
        return change(inbox -> inbox.discarded(task, now, note)).discardable(task);
    }

    @Override
    public int compact(Instant endedBefore, int limit) {
        return change(inbox -> inbox.compacted(endedBefore, limit))
                .droppable(endedBefore, limit)
                .size();
    }

    /** Changes the inbox and returns it as it was immediately before. */
    private InboxRows change(UnaryOperator<InboxRows> change) {
        return committed
                .change(snapshot -> snapshot.withInbox(change.apply(snapshot.inbox())))
                .inbox();
    }
}
