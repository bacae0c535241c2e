// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import java.util.Set;

/**
 * Turns events of some types into commands. Called by a worker, never in the webhook request, possibly more than once
 * for one event and in any order; so it must derive the same commands each time and leave no trace of its own. Must be
 * thread-safe.
 */
public interface WebhookHandler {
    /** The event types that this handler understands. */
    Set<String> eventTypes();

    /**
     * Says what to do about an event.
     *
     * @throws RuntimeException the event is tried again later and quarantined when it keeps failing
     */
    HandlerResult handle(WebhookEvent event, WebhookContext context);
}
