// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.DueNotification;
import io.tollbridge.billing.spi.NotificationOutbox;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An outbox for one thread, in a map, that dies where it is told to. */
final class FakeOutbox implements NotificationOutbox {
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** So many channels can be marked before the store is gone. */
    int dieAfterMarks = Integer.MAX_VALUE;

    /** Runs after something was sent, before that is written down. */
    Runnable afterSend = () -> {};

    private static final class Row {
        private final String tenantId;
        private final Notification notification;
        private final Set<String> delivered = new HashSet<>();
        private @Nullable Instant dueAt;
        private @Nullable String owner;
        private @Nullable String note;
        private int attempts;

        Row(String tenantId, Notification notification) {
            this.tenantId = tenantId;
            this.notification = notification;
            dueAt = notification.at();
        }
    }

    void add(String tenantId, Notification notification) {
        rows.put(notification.key(), new Row(tenantId, notification));
    }

    /** What was last said about delivering a notification. */
    @Nullable
    String note(String key) {
        return row(key).note;
    }

    private Row row(String key) {
        Row row = rows.get(key);
        if (row == null) {
            throw new IllegalStateException("there is no notification " + key);
        }
        return row;
    }

    @Override
    public List<DueNotification> claim(String owner, Instant now, Instant until, int limit) {
        return rows.values().stream()
                .filter(row -> row.dueAt != null && !row.dueAt.isAfter(now))
                .limit(limit)
                .map(row -> {
                    row.owner = owner;
                    row.dueAt = until;
                    row.attempts++;
                    return new DueNotification(row.tenantId, row.notification, row.delivered, row.attempts);
                })
                .toList();
    }

    @Override
    public boolean delivered(DueNotification claimed, String owner, String channel) {
        afterSend.run();
        if (dieAfterMarks-- <= 0) {
            throw new BillingStoreException(ErrorCode.STORE_UNAVAILABLE, "the database is gone", null);
        }
        Row row = row(claimed.notification().key());
        boolean owned = owner.equals(row.owner);
        if (owned) {
            row.delivered.add(channel);
        }
        return owned;
    }

    @Override
    public boolean finish(DueNotification claimed, String owner, @Nullable Instant again, @Nullable String note) {
        Row row = row(claimed.notification().key());
        boolean owned = owner.equals(row.owner);
        if (owned) {
            row.owner = null;
            row.dueAt = again;
            row.note = note;
        }
        return owned;
    }
}
