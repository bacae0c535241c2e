// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.notification;

import org.jspecify.annotations.Nullable;

/**
 * A notification on its way to a tenant, or to operators.
 *
 * @param id the same at each attempt over each channel: what a receiver can tell repetitions by
 * @param tenantId who is told, or what is told about; empty text when it is about the whole installation
 * @param notification what is told; when its kind is {@link Notification.Kind#forOperators() for operators}, a sender
 *     must not send it to the tenant
 * @param email the tenant's billing e-mail at this moment, null when none is stored
 */
public record NotificationMessage(
        String id,
        String tenantId,
        Notification notification,
        @Nullable String email) {
    /** A message to a tenant whose e-mail is not known. */
    public NotificationMessage(String id, String tenantId, Notification notification) {
        this(id, tenantId, notification, null);
    }

    /** What it is about, in words: the tenant, or the installation. */
    public String subject() {
        return tenantId.isEmpty() ? "the installation" : "tenant " + tenantId;
    }

    /** Without the e-mail, which is personal data. */
    @Override
    public String toString() {
        return "NotificationMessage[" + id + ", " + subject() + ", " + notification + "]";
    }
}
