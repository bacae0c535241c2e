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
 */
public record WebhookCompletion(
        WebhookTask task,
        String owner,
        WebhookStatus status,
        @Nullable String note,
        Instant at,
        Instant dueAt) {
    /** A completion for the library's own handlers. */
    public WebhookCompletion(
            WebhookEventKey key, String owner, WebhookStatus status, @Nullable String note, Instant at, Instant dueAt) {
        this(WebhookTask.ours(key), owner, status, note, at, dueAt);
    }
}
