// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookHandler;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sender's side of webhooks: what proves that a request is genuine, and what its events mean. Thread-safe. */
public interface WebhookSource {
    /**
     * Proves that a request is genuine and reads what the inbox needs to know of it.
     *
     * @param body the request body, byte for byte
     * @param signatureHeader the value of the signature header, null when there was none
     * @param now the time, to tell stale and future signatures
     * @throws WebhookRejectedException when it is not genuine or not an event; no other exception is thrown, whatever
     *     the input
     */
    Verified verify(byte[] body, @Nullable String signatureHeader, Instant now);

    /** The handlers that come with the source. */
    List<WebhookHandler> handlers();

    /**
     * A genuine event.
     *
     * @param event the event
     * @param quarantine why it must not be processed here (such as the wrong mode), null when it may be
     */
    record Verified(WebhookEvent event, @Nullable String quarantine) {}
}
