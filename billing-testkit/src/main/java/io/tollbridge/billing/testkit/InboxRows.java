// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All stored webhook events. Immutable.
 *
 * @param events by order of arrival
 * @param numbers order of arrival by key and listener
 */
record InboxRows(PersistentMap<Long, StoredEvent> events, PersistentMap<WebhookTask, Long> numbers) {
    static InboxRows empty() {
        Comparator<WebhookTask> order = Comparator.comparing(task -> task.key().account());
        return new InboxRows(
                PersistentMap.empty(),
                PersistentMap.emptyBy(order.thenComparing(task -> task.key().livemode())
                        .thenComparing(task -> task.key().eventId())
                        .thenComparing(WebhookTask::listener)));
    }

    boolean contains(WebhookTask task) {
        return numbers.contains(task);
    }

    /** Adds an event for the library and for each listener, unless it is there. */
    InboxRows inserted(WebhookArrival arrival) {
        if (contains(WebhookTask.ours(arrival.event().key()))) {
            return this;
        }
        InboxRows rows = inserted(arrival, "");
        for (String listener : new TreeSet<>(arrival.listeners())) {
            rows = rows.inserted(arrival, listener);
        }
        return rows;
    }

    private InboxRows inserted(WebhookArrival arrival, String listener) {
        long number = events.size() + 1L;
        StoredEvent event = StoredEvent.received(number, arrival, listener);
        return new InboxRows(events.with(number, event), numbers.with(event.task(), number));
    }

    /** Ends claims that have run out, and takes the oldest events that are free and due, one of each object. */
    InboxRows claimed(Set<String> listeners, StoredEvent.Claim claim, Instant now, int limit) {
        InboxRows rows =
                changed(event -> event.claim() != null && !event.claim().until().isAfter(now), StoredEvent::unclaimed);
        Set<StoredEvent.Thing> busy = new HashSet<>();
        for (StoredEvent event : rows.events.values()) {
            if (event.claim() != null && event.object() != null) {
                busy.add(event.object());
            }
        }
        List<StoredEvent> taken = new ArrayList<>();
        for (StoredEvent event : rows.events.values()) {
            StoredEvent.Thing object = event.object();
            if (taken.size() < limit && event.claimable(listeners, now) && (object == null || busy.add(object))) {
                taken.add(event.claimed(claim.owner(), claim.until()));
            }
        }
        for (StoredEvent event : taken) {
            rows = rows.with(event);
        }
        return rows;
    }

    /** What a claim holds, oldest first. */
    List<StoredEvent> heldBy(StoredEvent.Claim claim) {
        return events.above(0L, event -> claim.equals(event.claim()), Integer.MAX_VALUE);
    }

    InboxRows released(StoredEvent.Claim claim) {
        return changed(event -> claim.equals(event.claim()), StoredEvent::released);
    }

    /** True as long as the event has not been finished, replayed or claimed by somebody else. */
    boolean owns(WebhookCompletion completion) {
        StoredEvent event = find(completion.task());
        return event != null
                && event.row().status() == WebhookStatus.RECEIVED
                && event.claim() != null
                && completion.owner().equals(event.claim().owner());
    }

    InboxRows finished(WebhookCompletion completion) {
        StoredEvent event = find(completion.task());
        return event == null ? this : with(event.ended(completion));
    }

    boolean replayable(WebhookTask task) {
        StoredEvent event = find(task);
        return event != null && event.hasPayload();
    }

    InboxRows replayed(WebhookTask task, Instant now, @Nullable String note) {
        StoredEvent event = find(task);
        return event == null || !event.hasPayload() ? this : with(event.replayed(now, note));
    }

    boolean discardable(WebhookTask task) {
        StoredEvent event = find(task);
        return event != null
                && (event.row().status() == WebhookStatus.RECEIVED
                        || event.row().status() == WebhookStatus.QUARANTINED);
    }

    InboxRows discarded(WebhookTask task, Instant now, String note) {
        StoredEvent event = find(task);
        return event == null || !discardable(task) ? this : with(event.ended(WebhookStatus.DISCARDED, note, now));
    }

    /** What {@link #compacted} drops the payloads of. */
    List<StoredEvent> droppable(Instant endedBefore, int limit) {
        return events.above(
                0L, event -> event.endedAt() != null && event.endedAt().isBefore(endedBefore), limit);
    }

    InboxRows compacted(Instant endedBefore, int limit) {
        InboxRows rows = this;
        for (StoredEvent event : droppable(endedBefore, limit)) {
            rows = rows.with(event.withoutPayload());
        }
        return rows;
    }

    /** The events that have the text in their payload without it; those not processed yet are ignored. */
    InboxRows emptied(String mention) {
        return changed(event -> event.row().event().payload().contains(mention), StoredEvent::emptied);
    }

    private InboxRows changed(Predicate<StoredEvent> which, UnaryOperator<StoredEvent> change) {
        InboxRows rows = this;
        for (StoredEvent event : events.values()) {
            if (which.test(event)) {
                rows = rows.with(change.apply(event));
            }
        }
        return rows;
    }

    private @Nullable StoredEvent find(WebhookTask task) {
        Long number = numbers.get(task);
        return number == null ? null : events.get(number);
    }

    private InboxRows with(StoredEvent event) {
        return new InboxRows(events.with(event.number(), event), numbers);
    }
}
