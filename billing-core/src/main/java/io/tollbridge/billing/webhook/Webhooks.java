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
     * Stored events, newest first.
     *
     * @param status only those, or null for all
     * @param limit 1 to 1,000
     */
    List<WebhookRecord> list(@Nullable WebhookStatus status, int limit);

    /** Has a stored event processed again. Returns false when there is none of that key. */
    boolean replay(WebhookEventKey key);

    /**
     * Processes stored events that are due, in the calling thread.
     *
     * @return how many were worked on
     */
    int processPending();
}
