// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.spi.WebhookInbox;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Drops payloads that need not be kept any longer, now and then. Several nodes may do it at once. */
final class WebhookCompaction {
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final int PAGE = 500;

    private final WebhookInbox inbox;
    private final InstantSource clock;
    private final Duration retention;
    private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

    WebhookCompaction(BillingOptions options) {
        inbox = options.store().inbox();
        clock = options.clock();
        retention = options.webhooks().payloadRetention();
    }

    /** Does it when it was not done for an hour. */
    void run() {
        Instant now = clock.instant();
        Instant due = next.get();
        if (now.isBefore(due) || !next.compareAndSet(due, now.plus(INTERVAL))) {
            return;
        }
        Instant endedBefore = now.minus(retention);
        int dropped;
        do {
            dropped = inbox.compact(endedBefore, PAGE);
        } while (dropped == PAGE);
    }
}
