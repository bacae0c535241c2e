// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.event.BillingEvent.NotificationSent.Ending;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMessage;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.notification.NotificationSender;
import io.tollbridge.billing.notification.NotificationSettings;
import io.tollbridge.billing.notification.UndeliverableException;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.DueNotification;
import io.tollbridge.billing.spi.NotificationOutbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers notifications: each one once over each channel, again later where that fails, for 3 days at most. Several
 * nodes may do it at once.
 */
final class NotificationDelivery {
    private static final Logger log = LoggerFactory.getLogger(NotificationDelivery.class);
    /** So long a sender may take for a message, as its documentation says. */
    private static final Duration SENDING = Duration.ofMinutes(2);
    /** Beside the sendings: for the database, and for nodes whose clocks are ahead. */
    private static final Duration SPARE = Duration.ofMinutes(8);
    /** What is older is not news any more: nothing of it is delivered when a sender is added or repaired late. */
    private static final Duration NEWS = Duration.ofDays(3);

    private final BillingStore store;
    private final NotificationOutbox outbox;
    private final NotificationSettings settings;
    private final InstantSource clock;
    private final KeySequence owners;
    private final RetrySchedule schedule;
    private final Signals signals;
    private volatile boolean stopping;

    NotificationDelivery(
            BillingStore store,
            NotificationSettings settings,
            InstantSource clock,
            KeySequence owners,
            RetrySchedule schedule,
            Signals signals) {
        this.signals = signals;
        this.store = store;
        outbox = store.outbox();
        this.settings = settings;
        this.clock = clock;
        this.owners = owners;
        this.schedule = schedule;
    }

    /** Delivers everything that is due; returns how many notifications were worked on. */
    int run() {
        int worked = 0;
        if (settings.senders().isEmpty()) {
            return worked;
        }
        Duration lease = SENDING.multipliedBy(settings.senders().size()).plus(SPARE);
        List<DueNotification> claimed;
        do {
            String owner = owners.next();
            Instant now = now();
            Instant until = now.plus(lease);
            // why one: with slow channels the claims on others would run out, and another node would send them too
            claimed = outbox.claim(owner, now, until, 1);
            for (DueNotification due : claimed) {
                deliver(new Claim(owner, until), due);
                worked++;
            }
        } while (!claimed.isEmpty() && !stopping);
        return worked;
    }

    /** Has a running call end after the message at hand. */
    void stop() {
        stopping = true;
    }

    /** What of a tenant decides how it is told. */
    private record Addressee(
            Set<NotificationMute> mutes, @Nullable String email) {
        static final Addressee OPERATORS = new Addressee(Set.of(), null);
    }

    /** How an attempt over one channel ended. */
    private enum Sending {
        SENT,
        UNWANTED,
        FAILED,
        UNDELIVERABLE
    }

    private record Claim(String owner, Instant until) {}

    private void deliver(Claim claim, DueNotification due) {
        String owner = claim.owner();
        if (due.notification().at().plus(NEWS).isBefore(now())) {
            outbox.finish(due, owner, null, "not delivered within " + NEWS.toDays() + " days");
            settings.senders().stream()
                    .map(NotificationSender::channel)
                    .filter(channel -> !due.delivered().contains(channel))
                    .forEach(channel -> tell(channel, Ending.GIVEN_UP));
            return;
        }
        Addressee addressee = addressee(due);
        List<String> failed = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (NotificationSender sender : inTurn(due.attempts())) {
            if (due.delivered().contains(sender.channel())) {
                continue;
            }
            if (now().plus(SENDING).isAfter(claim.until())) {
                // why: the claim would run out while it is being sent, and another node would send it too
                failed.add(sender.channel());
                continue;
            }
            Sending sending = wanted(due, addressee, sender) ? send(due, addressee, sender) : Sending.UNWANTED;
            if (sending == Sending.FAILED) {
                failed.add(sender.channel());
            } else if (!outbox.delivered(due, owner, sender.channel())) {
                return;
            } else if (sending == Sending.UNDELIVERABLE) {
                refused.add(sender.channel());
                tell(sender.channel(), Ending.UNDELIVERABLE);
            } else if (sending == Sending.SENT) {
                tell(sender.channel(), Ending.SENT);
            }
        }
        if (failed.isEmpty()) {
            outbox.finish(due, owner, null, refused.isEmpty() ? null : "undeliverable: " + refused);
        } else if (schedule.isOver(due.attempts())) {
            log.error(
                    "A notification of tenant {} is given up: {} failed {} times",
                    due.tenantId(),
                    failed,
                    due.attempts());
            outbox.finish(due, owner, null, "given up: " + failed);
            failed.forEach(channel -> tell(channel, Ending.GIVEN_UP));
        } else {
            outbox.finish(due, owner, now().plus(schedule.after(due.attempts())), "failed: " + failed);
            failed.forEach(channel -> tell(channel, Ending.FAILED));
        }
    }

    /** Each attempt begins with another sender, so that a slow one does not keep those after it waiting for ever. */
    private List<NotificationSender> inTurn(int attempt) {
        List<NotificationSender> senders = new ArrayList<>(settings.senders());
        Collections.rotate(senders, 1 - attempt);
        return senders;
    }

    private void tell(String channel, Ending ending) {
        signals.tell(new BillingEvent.NotificationSent(channel, ending));
    }

    private Addressee addressee(DueNotification due) {
        String tenantId = due.tenantId();
        return tenantId.equals(DefaultNotifications.INSTALLATION)
                ? Addressee.OPERATORS
                : store.read(reader -> new Addressee(
                        reader.mutes(tenantId), reader.customer(tenantId, true).email()));
    }

    private boolean wanted(DueNotification due, Addressee addressee, NotificationSender sender) {
        Notification.Kind kind = due.notification().kind();
        if (kind.locked()) {
            return true;
        }
        boolean muted = !kind.forOperators() && addressee.mutes().contains(NotificationMute.of(kind, sender.channel()));
        return !muted && settings.preferences().wants(due.tenantId(), kind, sender.channel());
    }

    private Sending send(DueNotification due, Addressee addressee, NotificationSender sender) {
        try {
            sender.send(new NotificationMessage(id(due), due.tenantId(), due.notification(), addressee.email()));
            return Sending.SENT;
        } catch (UndeliverableException refused) {
            log.error(
                    "A {} notification of tenant {} cannot be delivered over {}: {}",
                    due.notification().kind(),
                    due.tenantId(),
                    sender.channel(),
                    refused.getMessage());
            return Sending.UNDELIVERABLE;
        } catch (Exception | LinkageError | StackOverflowError | AssertionError failure) {
            // why errors too: the same notification would be the first one again, and keep those beside it waiting
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.warn(
                    "A notification of tenant {} could not be sent over {} at attempt {}",
                    due.tenantId(),
                    sender.channel(),
                    due.attempts(),
                    failure);
            return Sending.FAILED;
        } finally {
            BackgroundWorker.forgetInterrupt();
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
