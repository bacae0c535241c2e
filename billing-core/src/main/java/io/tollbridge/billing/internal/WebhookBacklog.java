// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.spi.InboxBacklog;
import io.tollbridge.billing.spi.WebhookInbox;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Tells a listener, if there is one, what lies in the inbox. */
final class WebhookBacklog {
    private final WebhookInbox inbox;
    private final InstantSource clock;
    private final Signals signals;
    private final Pace pace = new Pace(Duration.ofSeconds(10));

    WebhookBacklog(BillingOptions options) {
        inbox = options.store().inbox();
        clock = options.clock();
        signals = new Signals(options.listener());
    }

    /** Tells it when it was not told for ten seconds. */
    void run() {
        Instant now = clock.instant();
        if (!signals.heard() || !pace.due(now)) {
            return;
        }
        InboxBacklog backlog = inbox.backlog();
        Instant oldest = backlog.oldestWaiting();
        Duration age = oldest == null || oldest.isAfter(now) ? Duration.ZERO : Duration.between(oldest, now);
        signals.tell(new BillingEvent.WebhookBacklog(backlog.waiting(), backlog.quarantined(), age));
    }
}
