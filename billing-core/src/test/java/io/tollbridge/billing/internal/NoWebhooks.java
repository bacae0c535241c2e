// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.webhook.WebhookHandler;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A gateway in test mode, to which nothing is delivered. Tests override what they need. */
abstract class NoWebhooks extends NoPayments implements WebhookSource {
    @Override
    public boolean livemode() {
        return false;
    }

    @Override
    public WebhookSource webhooks() {
        return this;
    }

    @Override
    public Verified verify(byte[] body, @Nullable String signatureHeader, Instant at) {
        throw new UnsupportedOperationException("events are put into the inbox by hand");
    }

    @Override
    public List<WebhookHandler> handlers() {
        return List.of();
    }
}
