// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMessage;
import io.tollbridge.billing.notification.NotificationSender;
import io.tollbridge.billing.notification.NotificationSettings;
import io.tollbridge.billing.spi.DueNotification;
import io.tollbridge.billing.spi.NotificationOutbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers notifications: each one once over each channel, again later where that fails, for 3 days at most. Several
 * nodes may do it at once.
 */
final class NotificationDelivery {
    private static final Logger log = LoggerFactory.getLogger(NotificationDelivery.class);
    private static final Duration LEASE = Duration.ofMinutes(10);
    /** So many messages that take two minutes each end within the lease. */
    private static final int CLAIM = 4;
    /** What is older is not news any more: nothing of it is delivered when a sender is added or repaired late. */
    private static final Duration NEWS = Duration.ofDays(3);

    private final NotificationOutbox outbox;
    private final NotificationSettings settings;
    private final InstantSource clock;
    private final KeySequence owners;
    private final RetrySchedule schedule;
    private volatile boolean stopping;

    NotificationDelivery(BillingOptions options, KeySequence owners, RetrySchedule schedule) {
        outbox = options.store().outbox();
        settings = options.notifications();
        clock = options.clock();
        this.owners = owners;
        this.schedule = schedule;
    }

    /** Delivers everything that is due; returns how many notifications were worked on. */
    int run() {
        int worked = 0;
        if (settings.senders().isEmpty()) {
            return worked;
        }
        List<DueNotification> claimed;
        do {
            String owner = owners.next();
            Instant now = now();
            claimed = outbox.claim(owner, now, now.plus(LEASE), CLAIM);
            for (DueNotification due : claimed) {
                deliver(owner, due);
                worked++;
            }
        } while (!claimed.isEmpty() && !stopping);
        return worked;
    }

    /** Has a running call end after what it has claimed. */
    void stop() {
        stopping = true;
    }

    private void deliver(String owner, DueNotification due) {
        if (due.notification().at().plus(NEWS).isBefore(now())) {
            outbox.finish(due, owner, null, "not delivered within " + NEWS.toDays() + " days");
            return;
        }
        List<String> failed = new ArrayList<>();
        for (NotificationSender sender : settings.senders()) {
            if (!due.delivered().contains(sender.channel())) {
                if (!wanted(due, sender) || sent(due, sender)) {
                    if (!outbox.delivered(due, owner, sender.channel())) {
                        return;
                    }
                } else {
                    failed.add(sender.channel());
                }
            }
        }
        if (failed.isEmpty()) {
            outbox.finish(due, owner, null, null);
        } else if (schedule.isOver(due.attempts())) {
            log.error(
                    "A notification of tenant {} is given up: {} failed {} times",
                    due.tenantId(),
                    failed,
                    due.attempts());
            outbox.finish(due, owner, null, "given up: " + failed);
        } else {
            outbox.finish(due, owner, now().plus(schedule.after(due.attempts())), "failed: " + failed);
        }
    }

    private boolean wanted(DueNotification due, NotificationSender sender) {
        Notification.Kind kind = due.notification().kind();
        return kind.locked() || settings.preferences().wants(due.tenantId(), kind, sender.channel());
    }

    private boolean sent(DueNotification due, NotificationSender sender) {
        try {
            sender.send(new NotificationMessage(id(due), due.tenantId(), due.notification()));
            return true;
        } catch (Exception | LinkageError failure) {
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.warn(
                    "A notification of tenant {} could not be sent over {} at attempt {}",
                    due.tenantId(),
                    sender.channel(),
                    due.attempts(),
                    failure);
            return false;
        }
    }

    /** Derived from what identifies the notification, so that it is the same on every node and at every attempt. */
    private static String id(DueNotification due) {
        String name = due.tenantId().length() + ":" + due.tenantId()
                + due.notification().key();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
