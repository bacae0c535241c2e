// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.notification.NotificationMessage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages to send. */
final class Messages {
    static final String ID = "4b1c37d2-51c9-3e51-8a45-6d1f0d7a5a11";
    static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    private Messages() {}

    static NotificationMessage of(Kind kind) {
        return of(kind, null, "ann@example.com");
    }

    static NotificationMessage of(Kind kind, @Nullable String detail, @Nullable String email) {
        Notification told = new Notification("key", kind, Notification.Status.PENDING, 0, List.of(), detail, AT);
        return new NotificationMessage(ID, "acme", told, email);
    }

    static NotificationMessage threshold(int percent) {
        Notification told = new Notification(
                "key", Kind.USAGE_THRESHOLD, Notification.Status.PENDING, percent, List.of(percent), AT);
        return new NotificationMessage(ID, "acme", told, "ann@example.com");
    }
}
