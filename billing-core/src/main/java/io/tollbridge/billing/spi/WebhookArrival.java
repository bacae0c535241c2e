// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.webhook.WebhookEvent;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A genuine event that is to be stored.
 *
 * @param event the event
 * @param listeners names of the host's listeners that want it too; each gets a row of its own
 * @param at when it arrived
 * @param quarantine why it must not be processed, null when it may be
 */
public record WebhookArrival(
        WebhookEvent event,
        Set<String> listeners,
        Instant at,
        @Nullable String quarantine) {
    public WebhookArrival {
        listeners = Set.copyOf(listeners);
    }
}
