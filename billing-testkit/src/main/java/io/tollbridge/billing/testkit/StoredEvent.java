// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A webhook event in the inbox. Immutable.
 *
 * @param number order of arrival
 * @param row what is stored of it
 * @param claim whose claim is on it, null for nobody's
 * @param endedAt when it reached a final status, null while it has not or its payload was dropped
 */
record StoredEvent(
        long number,
        WebhookRecord row,
        @Nullable Claim claim,
        @Nullable Instant endedAt) {
    /** Who is at it, until when. */
    record Claim(String owner, Instant until) {}

    static StoredEvent received(long number, WebhookArrival arrival, String listener) {
        String quarantine = arrival.quarantine();
        WebhookStatus status = quarantine == null ? WebhookStatus.RECEIVED : WebhookStatus.QUARANTINED;
        return new StoredEvent(
                number,
                new WebhookRecord(arrival.event(), status, 0, arrival.at(), quarantine, arrival.at(), listener),
                null,
                null);
    }

    WebhookTask task() {
        return new WebhookTask(row.event().key(), row.listener());
    }

    boolean claimable(Set<String> listeners, Instant now) {
        return claim == null
                && row.status() == WebhookStatus.RECEIVED
                && !row.dueAt().isAfter(now)
                && listeners.contains(row.listener());
    }

    /** What nobody else may be working on at the same time; null for an event that speaks of no object. */
    @Nullable
    Thing object() {
        String objectId = row.event().objectId();
        return objectId == null
                ? null
                : new Thing(row.event().key().account(), row.event().key().livemode(), row.listener(), objectId);
    }

    /** An object, for one listener. */
    record Thing(String account, boolean livemode, String listener, String objectId) {}

    StoredEvent claimed(String owner, Instant until) {
        return new StoredEvent(
                number,
                with(row.event(), row.status(), row.attempts() + 1, row.dueAt(), row.note()),
                new Claim(owner, until),
                endedAt);
    }

    StoredEvent unclaimed() {
        return new StoredEvent(number, row, null, endedAt);
    }

    StoredEvent released() {
        return unclaimed(with(row.event(), row.status(), row.attempts() - 1, row.dueAt(), row.note()), endedAt);
    }

    StoredEvent ended(WebhookCompletion end) {
        return ended(end.status(), end.note(), end.at(), end.dueAt(), Math.min(row.attempts(), end.attempts()));
    }

    StoredEvent ended(WebhookStatus status, @Nullable String note, Instant at) {
        return ended(status, note, at, at, row.attempts());
    }

    private StoredEvent ended(WebhookStatus status, @Nullable String note, Instant at, Instant dueAt, int attempts) {
        boolean droppable = status == WebhookStatus.DONE || status == WebhookStatus.IGNORED;
        return unclaimed(with(row.event(), status, attempts, dueAt, note), droppable ? at : null);
    }

    StoredEvent replayed(Instant now, @Nullable String note) {
        return unclaimed(with(row.event(), WebhookStatus.RECEIVED, 0, now, note), null);
    }

    boolean hasPayload() {
        return !row.event().payload().isEmpty();
    }

    StoredEvent withoutPayload() {
        WebhookEvent event = row.event();
        WebhookEvent compact =
                new WebhookEvent(event.key(), event.type(), event.objectId(), event.apiVersion(), event.created(), "");
        return unclaimed(with(compact, row.status(), row.attempts(), row.dueAt(), row.note()), null);
    }

    StoredEvent emptied() {
        WebhookEvent full = row.event();
        WebhookEvent empty =
                new WebhookEvent(full.key(), full.type(), full.objectId(), full.apiVersion(), full.created(), "{}");
        boolean pending = row.status() == WebhookStatus.RECEIVED;
        WebhookStatus status = pending ? WebhookStatus.IGNORED : row.status();
        String note = pending ? "the tenant was erased" : row.note();
        return new StoredEvent(number, with(empty, status, row.attempts(), row.dueAt(), note), claim, endedAt);
    }

    private StoredEvent unclaimed(WebhookRecord changed, @Nullable Instant ended) {
        return new StoredEvent(number, changed, null, ended);
    }

    private WebhookRecord with(
            WebhookEvent event, WebhookStatus status, int attempts, Instant dueAt, @Nullable String note) {
        return new WebhookRecord(event, status, attempts, dueAt, note, row.receivedAt(), row.listener());
    }
}
