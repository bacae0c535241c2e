// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.DueNotification;
import io.tollbridge.billing.spi.NotificationOutbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The outbox in memory: the notifications are the committed ones, what has become of them is kept here. Thread-safe. */
final class MemoryOutbox implements NotificationOutbox {
    private static final Comparator<DueNotification> OLDEST_FIRST = Comparator.comparing(
                    (DueNotification due) -> due.notification().at())
            .thenComparing(DueNotification::tenantId)
            .thenComparing(due -> due.notification().key());

    private final Committed committed;
    private final Map<Key, Delivery> deliveries = new HashMap<>();

    MemoryOutbox(Committed committed) {
        this.committed = committed;
    }

    private record Key(String tenantId, String notificationKey) {}

    /** What has become of a notification; guarded by the outbox. */
    private static final class Delivery {
        private @Nullable Instant deliverAt;
        private @Nullable String owner;
        private int attempts;
        private final Set<String> channels = new HashSet<>();
    }

    @Override
    public synchronized List<DueNotification> claim(String owner, Instant now, Instant until, int limit) {
        List<DueNotification> due = new ArrayList<>();
        for (TenantRows tenant : committed.current().tenants().values()) {
            String tenantId = tenant.account().tenantId();
            for (Notification notification : tenant.notifications().values()) {
                Delivery delivery = of(tenantId, notification);
                if (delivery.deliverAt != null && !delivery.deliverAt.isAfter(now)) {
                    due.add(new DueNotification(tenantId, notification, delivery.channels, delivery.attempts + 1));
                }
            }
        }
        List<DueNotification> taken =
                due.stream().sorted(OLDEST_FIRST).limit(limit).toList();
        for (DueNotification one : taken) {
            Delivery delivery = of(one.tenantId(), one.notification());
            delivery.deliverAt = until;
            delivery.owner = owner;
            delivery.attempts++;
        }
        return taken;
    }

    private Delivery of(String tenantId, Notification notification) {
        return deliveries.computeIfAbsent(new Key(tenantId, notification.key()), key -> {
            Delivery delivery = new Delivery();
            boolean toDeliver = notification.status() == Notification.Status.PENDING;
            delivery.deliverAt = toDeliver ? notification.at() : null;
            return delivery;
        });
    }

    @Override
    public synchronized boolean delivered(DueNotification claimed, String owner, String channel) {
        Delivery delivery = of(claimed.tenantId(), claimed.notification());
        if (!owner.equals(delivery.owner)) {
            return false;
        }
        delivery.channels.add(channel);
        return true;
    }

    @Override
    public synchronized boolean finish(
            DueNotification claimed, String owner, @Nullable Instant again, @Nullable String note) {
        Delivery delivery = of(claimed.tenantId(), claimed.notification());
        if (!owner.equals(delivery.owner)) {
            return false;
        }
        delivery.deliverAt = again;
        delivery.owner = null;
        return true;
    }
}
