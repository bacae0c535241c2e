// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * An event as Stripe would deliver it.
 *
 * @param id Stripe's id of the event
 * @param type its type
 * @param created when it was made
 * @param json the request body
 */
public record StripeEvent(String id, String type, Instant created, String json) {
    /** The request body, byte for byte. */
    public byte[] body() {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
