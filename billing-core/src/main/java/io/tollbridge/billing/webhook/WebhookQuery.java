// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which stored events are meant. Immutable; each method returns a new query. Thread-safe.
 *
 * @param statuses what has become of them; empty for any
 * @param receivedFrom stored then or later, null for any
 * @param receivedBefore stored before then, null for any
 * @param type their type, null for any
 * @param listener whose they are: a listener's name, empty for the library's own handlers, null for all
 * @param objectId Stripe's id of what they tell of, null for anything
 */
public record WebhookQuery(
        Set<WebhookStatus> statuses,
        @Nullable Instant receivedFrom,
        @Nullable Instant receivedBefore,
        @Nullable String type,
        @Nullable String listener,
        @Nullable String objectId) {
    public WebhookQuery {
        statuses = Set.copyOf(statuses);
    }

    /** All events, those of listeners included. */
    public static WebhookQuery all() {
        return new WebhookQuery(Set.of(), null, null, null, null, null);
    }

    /** Events of one status. */
    public static WebhookQuery of(WebhookStatus status) {
        return new WebhookQuery(Set.of(status), null, null, null, null, null);
    }

    /** Only those stored at this time or later. */
    public WebhookQuery since(Instant from) {
        return new WebhookQuery(statuses, from, receivedBefore, type, listener, objectId);
    }

    /** Only those stored before this time. */
    public WebhookQuery before(Instant end) {
        return new WebhookQuery(statuses, receivedFrom, end, type, listener, objectId);
    }

    /** Only those of one type, such as {@code invoice.paid}. */
    public WebhookQuery type(String eventType) {
        return new WebhookQuery(statuses, receivedFrom, receivedBefore, eventType, listener, objectId);
    }

    /** Only those of one listener; empty for those of the library's own handlers. */
    public WebhookQuery listener(String name) {
        return new WebhookQuery(statuses, receivedFrom, receivedBefore, type, name, objectId);
    }

    /** Only those that tell of one object, such as {@code in_1234}. Finds them among many if a status is asked for too. */
    public WebhookQuery object(String id) {
        return new WebhookQuery(statuses, receivedFrom, receivedBefore, type, listener, id);
    }

    /** Only those of one of these statuses; of any when there is none. */
    public WebhookQuery statuses(Set<WebhookStatus> which) {
        return new WebhookQuery(which, receivedFrom, receivedBefore, type, listener, objectId);
    }

    /** True for a record that is meant. */
    public boolean matches(WebhookRecord row) {
        return (statuses.isEmpty() || statuses.contains(row.status()))
                && (receivedFrom == null || !row.receivedAt().isBefore(receivedFrom))
                && (receivedBefore == null || row.receivedAt().isBefore(receivedBefore))
                && (type == null || type.equals(row.event().type()))
                && (listener == null || listener.equals(row.listener()))
                && (objectId == null || objectId.equals(row.event().objectId()));
    }
}
