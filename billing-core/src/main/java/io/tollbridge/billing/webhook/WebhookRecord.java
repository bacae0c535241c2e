// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored event and what has become of it. An event that listeners of the host want too is stored once for each of
 * them, so that none of them can hold up another.
 *
 * @param event the event; its payload is empty once it has been dropped
 * @param status what has become of it
 * @param attempts how often processing was begun
 * @param dueAt when it may be processed (again); when it ended for a status that is final
 * @param note why it was ignored, retried, quarantined, replayed or discarded; null when there is nothing to say
 * @param receivedAt when it was stored
 * @param listener whose it is: the name of a {@link WebhookListener}, empty for the library's own handlers
 */
public record WebhookRecord(
        WebhookEvent event,
        WebhookStatus status,
        int attempts,
        Instant dueAt,
        @Nullable String note,
        Instant receivedAt,
        String listener) {
    /** A record of the library's own handlers. */
    public WebhookRecord(
            WebhookEvent event,
            WebhookStatus status,
            int attempts,
            Instant dueAt,
            @Nullable String note,
            Instant receivedAt) {
        this(event, status, attempts, dueAt, note, receivedAt, "");
    }
}
