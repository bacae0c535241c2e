// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored event and what has become of it.
 *
 * @param event the event
 * @param status what has become of it
 * @param attempts how often processing was begun
 * @param dueAt when it may be processed (again)
 * @param note why it was ignored, retried or quarantined; null when there is nothing to say
 * @param receivedAt when it was stored
 */
public record WebhookRecord(
        WebhookEvent event,
        WebhookStatus status,
        int attempts,
        Instant dueAt,
        @Nullable String note,
        Instant receivedAt) {}
