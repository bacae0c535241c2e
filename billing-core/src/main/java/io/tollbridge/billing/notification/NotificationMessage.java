// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.notification;

/**
 * A notification on its way to a tenant.
 *
 * @param id the same at each attempt over each channel: what a receiver can tell repetitions by
 * @param tenantId who is told
 * @param notification what is told
 */
public record NotificationMessage(String id, String tenantId, Notification notification) {}
