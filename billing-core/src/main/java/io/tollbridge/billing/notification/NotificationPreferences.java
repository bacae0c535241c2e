// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.notification;

/**
 * What a tenant wants to be told, and how, where the host keeps that itself: asked beside the wishes that are stored with
 * {@link Notifications#mute}; both must agree to a sending. Must be thread-safe.
 */
@FunctionalInterface
public interface NotificationPreferences {
    /** Everything over every channel. */
    NotificationPreferences ALL = (tenantId, kind, channel) -> true;

    /**
     * True when the tenant wants this kind of notification over this channel. Not asked for kinds that are
     * {@link Notification.Kind#locked() locked}. Asked when a message is about to be sent; a message that was not wanted
     * then is not sent later either.
     */
    boolean wants(String tenantId, Notification.Kind kind, String channel);
}
