// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver an event.
 *
 * @param eventId id of the event
 * @param type its type
 * @param url URL of the endpoint
 * @param attempt 1 for the first
 * @param status what the endpoint answered; null when it could not be reached or gave no answer
 */
public record WebhookAttempt(
        String eventId,
        String type,
        String url,
        int attempt,
        @Nullable Integer status) {}
