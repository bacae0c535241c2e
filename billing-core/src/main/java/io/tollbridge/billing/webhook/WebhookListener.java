// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import java.util.Set;

/**
 * A host's own interest in events, of any type. Each listener has rows of its own in the inbox: what it throws is tried
 * again for it alone, later and later and at last quarantined, and neither holds up the library's own handlers nor has
 * them repeat anything. It is called by a worker, never in the webhook request.
 *
 * <p>Called at least once for each event that is received while the listener is registered, in any order, and again
 * after a failure or a crash; never at once for two events of one object. Must be thread-safe.
 */
public interface WebhookListener {
    /** Stands in {@link #eventTypes()} for all types. */
    String ALL_TYPES = "*";

    /**
     * What its rows are stored under: 1 to 30 lower-case letters, digits and hyphens. Rows of a name that is no longer
     * registered stay in the inbox untouched.
     */
    String name();

    /** The event types that it wants, such as {@code customer.updated}; {@link #ALL_TYPES} for every type. */
    Set<String> eventTypes();

    /**
     * Takes an event.
     *
     * @param event as it was delivered; what it says of its object may have been overtaken
     * @throws Exception to be called again later with the same event
     */
    void on(WebhookEvent event) throws Exception;
}
