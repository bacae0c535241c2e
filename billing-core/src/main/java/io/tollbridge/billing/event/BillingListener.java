// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.event;

/**
 * Hears of what has happened on this node, after it was committed. Called in the thread that did it, so it must be quick;
 * never inside a transaction. What it throws is logged and harms nothing. A crash may swallow an event: this is for
 * meters, not for books. What is done inside the host's own transactions is not told, since only the host knows whether
 * it commits. Must be thread-safe.
 */
@FunctionalInterface
public interface BillingListener {
    /** Hears nothing. */
    BillingListener NONE = event -> {};

    /** Something has happened. */
    void on(BillingEvent event);

    /** This listener, then another one. When this one throws, the other one does not hear of the event. */
    default BillingListener andThen(BillingListener next) {
        return event -> {
            on(event);
            next.on(event);
        };
    }
}
