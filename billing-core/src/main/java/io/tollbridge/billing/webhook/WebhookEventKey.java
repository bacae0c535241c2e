// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

/**
 * What identifies an event.
 *
 * @param account the connected account that it comes from, empty for the platform's own
 * @param livemode true for real money
 * @param eventId the sender's id of the event
 */
public record WebhookEventKey(String account, boolean livemode, String eventId) {}
