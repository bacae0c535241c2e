// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stored webhook events. Each call is a transaction of its own. Thread-safe. */
public interface WebhookInbox {
    /**
     * Stores an event, to be processed at once, or to be kept aside.
     *
     * @param quarantine why it must not be processed, null when it may be
     * @return false when an event of the same key is stored already; then nothing is written
     */
    boolean insert(WebhookEvent event, Instant now, @Nullable String quarantine);

    /**
     * Takes due events for processing, oldest first, and counts the attempt. An event is taken when its status is
     * {@code RECEIVED}, it is due and nobody's claim on it is still running. Two workers never get the same event.
     *
     * @param owner who takes them; unique for each claim
     * @param until when the claim ends if the owner is not heard of again
     */
    List<WebhookRecord> claim(String owner, Instant now, Instant until, int limit);

    /** Stored events of a status, or of all, newest first. */
    List<WebhookRecord> list(@Nullable WebhookStatus status, int limit);

    /** Makes a stored event due again, with its attempts forgotten. Returns false when there is none of that key. */
    boolean replay(WebhookEventKey key, Instant now);
}
