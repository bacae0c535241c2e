// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How processing a claimed event ended.
 *
 * @param task the event, and whose it is
 * @param owner whose claim it was
 * @param status the new status; {@code RECEIVED} to try again
 * @param note why, null when there is nothing to say
 * @param at when it ended
 * @param dueAt when to try again, the same as {@code at} for a final status
 * @param attempts the count of attempts is set back to this if it is higher: waiting for something is no failure
 */
public record WebhookCompletion(
        WebhookTask task,
        String owner,
        WebhookStatus status,
        @Nullable String note,
        Instant at,
        Instant dueAt,
        int attempts) {
    /** A completion after which the attempts count. */
    public WebhookCompletion(
            WebhookTask task, String owner, WebhookStatus status, @Nullable String note, Instant at, Instant dueAt) {
        this(task, owner, status, note, at, dueAt, Integer.MAX_VALUE);
    }

    /** A completion for the library's own handlers. */
    public WebhookCompletion(
            WebhookEventKey key, String owner, WebhookStatus status, @Nullable String note, Instant at, Instant dueAt) {
        this(WebhookTask.ours(key), owner, status, note, at, dueAt);
    }
}
