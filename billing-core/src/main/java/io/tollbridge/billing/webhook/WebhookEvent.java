// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A genuine event. {@link #toString()} leaves the payload out, so that it never reaches a log.
 *
 * @param key what identifies it
 * @param type its type, such as {@code invoice.paid}
 * @param objectId id of the object that it speaks of, null when that has none
 * @param apiVersion the API version that the payload is written in, null when not told
 * @param created when it was made
 * @param payload the request body as it was signed
 */
public record WebhookEvent(
        WebhookEventKey key,
        String type,
        @Nullable String objectId,
        @Nullable String apiVersion,
        Instant created,
        String payload) {
    @Override
    public String toString() {
        return "WebhookEvent[" + key + ", " + type + ", object " + objectId + ", created " + created + ", "
                + payload.length() + " characters]";
    }
}
