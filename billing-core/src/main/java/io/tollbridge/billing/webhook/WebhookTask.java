// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

/**
 * What identifies a row of the inbox: an event, and whose it is.
 *
 * @param key the event
 * @param listener the name of a {@link WebhookListener}, empty for the library's own handlers
 */
public record WebhookTask(WebhookEventKey key, String listener) {
    /** The event for the library's own handlers. */
    public static WebhookTask ours(WebhookEventKey key) {
        return new WebhookTask(key, "");
    }
}
