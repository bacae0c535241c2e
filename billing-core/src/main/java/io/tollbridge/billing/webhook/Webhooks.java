// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stripe's webhooks. Thread-safe. */
public interface Webhooks {
    /**
     * Receives a webhook request: proves that it is genuine and stores it, nothing else. When it returns, the event is
     * committed and the sender may be answered with 2xx; a worker processes it afterwards.
     *
     * @param body the request body, byte for byte as it came
     * @param signatureHeader the value of the {@code Stripe-Signature} header, null when there was none
     * @throws WebhookRejectedException when it is not genuine or not an event: answer 400
     * @throws io.tollbridge.billing.BillingException when it could not be stored: answer 503, so that it is sent again
     */
    WebhookReceipt receive(byte[] body, @Nullable String signatureHeader);

    /**
     * Stored events for the library's own handlers, newest first.
     *
     * @param status only those, or null for all
     * @param limit 1 to 1,000
     */
    List<WebhookRecord> list(@Nullable WebhookStatus status, int limit);

    /**
     * Stored events that match, newest first.
     *
     * @param limit 1 to 1,000
     */
    List<WebhookRecord> find(WebhookQuery query, int limit);

    /**
     * Has a stored event processed again by the library's own handlers, whatever has become of it; harmless for one that
     * was applied. A worker that is at it loses its claim and rolls back.
     *
     * @return false when there is none of that key, or its payload has been dropped
     */
    boolean replay(WebhookEventKey key);

    /**
     * Has the stored events that match processed again, oldest first, up to 10,000 in a call; those whose payload has
     * been dropped are left out, and those that a person has discarded too, unless the query names that status. Each
     * becomes due by itself; a failure half-way leaves the first ones replayed and may be repeated.
     *
     * @throws io.tollbridge.billing.InvalidArgumentException when actor or reason is missing
     */
    WebhookChange replay(WebhookQuery query, WebhookDecision decision);

    /**
     * Decides that a stored event is never to be processed by the library's own handlers. It stays in the inbox with
     * actor and reason and may be replayed later.
     *
     * @return false when there is none of that key that waits or is quarantined
     * @throws io.tollbridge.billing.InvalidArgumentException when actor or reason is missing
     */
    boolean discard(WebhookEventKey key, String actor, String reason);

    /**
     * Decides so for the stored events that match and wait or are quarantined, oldest first, up to 10,000 in a call.
     *
     * @throws io.tollbridge.billing.InvalidArgumentException when actor or reason is missing
     */
    WebhookChange discard(WebhookQuery query, WebhookDecision decision);

    /**
     * Processes stored events that are due, in the calling thread.
     *
     * @return how many were worked on
     */
    int processPending();
}
