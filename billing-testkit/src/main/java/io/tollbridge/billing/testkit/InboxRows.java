// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All stored webhook events. Immutable.
 *
 * @param events by order of arrival
 * @param numbers order of arrival by key
 */
record InboxRows(PersistentMap<Long, StoredEvent> events, PersistentMap<WebhookEventKey, Long> numbers) {
    static InboxRows empty() {
        return new InboxRows(
                PersistentMap.empty(),
                PersistentMap.emptyBy(Comparator.comparing(WebhookEventKey::account)
                        .thenComparing(WebhookEventKey::livemode)
                        .thenComparing(WebhookEventKey::eventId)));
    }

    boolean contains(WebhookEventKey key) {
        return numbers.contains(key);
    }

    InboxRows inserted(WebhookEvent event, Instant now, @Nullable String quarantine) {
        if (contains(event.key())) {
            return this;
        }
        long number = events.size() + 1L;
        return new InboxRows(
                events.with(number, StoredEvent.received(number, event, now, quarantine)),
                numbers.with(event.key(), number));
    }

    /** What a claim gets: the oldest events that are free and due. */
    List<StoredEvent> claimable(Instant now, int limit) {
        return events.values().stream()
                .filter(event -> event.claimable(now))
                .limit(limit)
                .toList();
    }

    InboxRows claimed(String owner, Instant now, Instant until, int limit) {
        InboxRows rows = this;
        for (StoredEvent event : claimable(now, limit)) {
            rows = rows.with(event.claimed(owner, until));
        }
        return rows;
    }

    /** True as long as the event has not been finished, replayed or claimed by somebody else. */
    boolean owns(WebhookCompletion completion) {
        StoredEvent event = find(completion.key());
        return event != null
                && event.row().status() == WebhookStatus.RECEIVED
                && completion.owner().equals(event.owner());
    }

    InboxRows finished(WebhookCompletion completion) {
        StoredEvent event = find(completion.key());
        return event == null ? this : with(event.ended(completion.status(), completion.note(), completion.dueAt()));
    }

    InboxRows replayed(WebhookEventKey key, Instant now) {
        StoredEvent event = find(key);
        return event == null ? this : with(event.replayed(now));
    }

    /** The events that have the text in their payload without it; those not processed yet are ignored. */
    InboxRows emptied(String mention) {
        InboxRows rows = this;
        for (StoredEvent event : events.values()) {
            if (event.row().event().payload().contains(mention)) {
                rows = rows.with(event.emptied());
            }
        }
        return rows;
    }

    private @Nullable StoredEvent find(WebhookEventKey key) {
        Long number = numbers.get(key);
        return number == null ? null : events.get(number);
    }

    private InboxRows with(StoredEvent event) {
        return new InboxRows(events.with(event.number(), event), numbers);
    }
}
