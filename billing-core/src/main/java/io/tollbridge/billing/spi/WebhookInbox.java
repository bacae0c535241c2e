// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stored webhook events. Each call is a transaction of its own. Thread-safe. */
public interface WebhookInbox {
    /**
     * Stores events, each to be processed at once or to be kept aside, all or none of them: for the library's own
     * handlers, and for each listener that wants it. Of an event that is stored already nothing is written.
     *
     * @param arrivals may hold an event twice; then the first counts
     * @return for each of them, in order, false when it was stored already
     */
    List<Boolean> insertAll(List<WebhookArrival> arrivals);

    /** Stores one event for the library's own handlers. Returns false when it is stored already. */
    default boolean insert(WebhookEvent event, Instant now, @Nullable String quarantine) {
        return insertAll(List.of(new WebhookArrival(event, Set.of(), now, quarantine)))
                .get(0);
    }

    /**
     * Takes due events for processing, oldest first, and counts the attempt. An event is taken when its status is
     * {@code RECEIVED}, it is due, nobody's claim on it is still running, and nobody's claim on another event of the same
     * object for the same listener is still running; so a claim never holds two events of one object. Two workers
     * never get the same event. An event without an object is taken without regard to others. A claim that has run out
     * is lost for good as soon as anybody claims anything.
     *
     * @param listeners whose events: names of listeners, empty text for the library's own handlers
     * @param owner who takes them; unique for each claim
     * @param until when the claim ends if the owner is not heard of again
     */
    List<WebhookRecord> claim(Set<String> listeners, String owner, Instant now, Instant until, int limit);

    /** Takes due events for the library's own handlers. */
    default List<WebhookRecord> claim(String owner, Instant now, Instant until, int limit) {
        return claim(Set.of(""), owner, now, until, limit);
    }

    /**
     * Gives back what a claim still holds, as if it had not been taken: the attempt is not counted.
     *
     * @param until when the claim was to end
     */
    void release(String owner, Instant until);

    /** Stored events that match, newest first. */
    List<WebhookRecord> find(WebhookQuery query, int limit);

    /** Stored events of a status, or of all, for the library's own handlers, newest first. */
    default List<WebhookRecord> list(@Nullable WebhookStatus status, int limit) {
        WebhookQuery query = status == null ? WebhookQuery.all() : WebhookQuery.of(status);
        return find(query.listener(""), limit);
    }

    /** What waits, for a worker or for a person. */
    InboxBacklog backlog();

    /** What identifies stored events that match and still have their payload, oldest first. */
    List<WebhookTask> tasks(WebhookQuery query, int limit);

    /**
     * Makes a stored event due again, with its attempts forgotten and any claim on it lost.
     *
     * @param note who wanted it and why, null when nobody said
     * @return false when there is none, or its payload has been dropped
     */
    boolean replay(WebhookTask task, Instant now, @Nullable String note);

    /** Makes a stored event of the library's own handlers due again. */
    default boolean replay(WebhookEventKey key, Instant now) {
        return replay(WebhookTask.ours(key), now, null);
    }

    /**
     * Ends an event that waits or is quarantined as {@code DISCARDED}, with any claim on it lost.
     *
     * @param note who wanted it and why
     * @return false when there is none in that status
     */
    boolean discard(WebhookTask task, Instant now, String note);

    /**
     * Drops the payloads of events that are done or ignored, and were so before a time. Everything else of the rows
     * stays. What a person has discarded keeps its payload, which tells what was decided against.
     *
     * @return how many were dropped; at most {@code limit}
     */
    int compact(Instant endedBefore, int limit);
}
