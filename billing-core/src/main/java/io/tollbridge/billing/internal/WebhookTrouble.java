// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators that webhooks need them, once a day (in UTC) for each trouble, over all nodes: the day is part of the
 * notification's key. Thread-safe.
 */
final class WebhookTrouble {
    private static final Logger log = LoggerFactory.getLogger(WebhookTrouble.class);

    /** So many refused in a row, none accepted in between, is a wrong secret rather than a passer-by. */
    static final int IN_A_ROW = 10;

    /** So many within an hour are trouble although others are accepted: one of several secrets, or an attack. */
    static final int IN_AN_HOUR = 100;

    private static final int LONGEST_DETAIL = 2_000;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Consumer<Notification> write;
    private final AtomicInteger inARow = new AtomicInteger();
    private int inTheHour;
    private Instant hourBegan = Instant.EPOCH;
    private LocalDate lastTold = LocalDate.MIN;
    private Instant notBefore = Instant.EPOCH;

    WebhookTrouble(CommandExecutor executor) {
        this(notification -> executor.inTransaction(transaction -> {
            transaction.tellOperators(notification);
            return notification;
        }));
    }

    /** For tests: what writes a notification, in a transaction of its own. */
    WebhookTrouble(Consumer<Notification> write) {
        this.write = write;
    }

    /** That an event was set aside for a person; of several on one day, the first. */
    static Notification quarantined(WebhookEvent event, String why, Instant now) {
        return told(
                "quarantined",
                "events are set aside for a person, the first today is "
                        + event.key().eventId() + " of type " + event.type() + ": " + why,
                now);
    }

    private static Notification told(String trouble, String detail, Instant now) {
        return new Notification(
                "webhooks:" + trouble + ":" + day(now),
                Notification.Kind.WEBHOOK_TROUBLE,
                Notification.Status.PENDING,
                0,
                List.of(),
                detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail,
                now);
    }

    private static LocalDate day(Instant now) {
        return now.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Tells that an event is about to be stored aside. When this fails, the sender is to send the event again. */
    void storedAside(WebhookEvent event, String why, Instant now) {
        write.accept(quarantined(event, why, now));
    }

    /** Tells that comparing with the sender's records found what needs a person; of several on one day, the first. */
    void found(DriftFinding finding, Instant now) {
        write.accept(told(
                "differs",
                "comparing with Stripe found what needs a person, the first today is " + finding.kind() + " "
                        + finding.subject() + ": " + finding.message(),
                now));
    }

    /** Tells that some records could not be compared, for the sender refuses to show them. */
    void notCompared(String check, GatewayException failure, Instant now) {
        write.accept(told(
                "not-compared",
                "comparing with Stripe left out what it refused to show, the first today in " + check + " "
                        + failure.code() + ": " + failure.getMessage(),
                now));
    }

    /** Takes note of a genuine request. */
    void accepted() {
        if (inARow.get() != 0) {
            inARow.set(0);
        }
    }

    /** Takes note of a request that was refused, and tells operators when there are too many. Never fails. */
    void refused(WebhookRejectedException refusal, Instant now) {
        String detail = count(refusal, now);
        if (detail != null) {
            try {
                write.accept(told("refused", detail, now));
            } catch (BillingStoreException failure) {
                notTold(now);
                log.warn("That webhook requests are refused could not be written down", failure);
            }
        }
    }

    private synchronized void notTold(Instant now) {
        lastTold = LocalDate.MIN;
        // why not at once: while the database is away, refused requests must not wait for it one by one
        notBefore = now.plus(PAUSE);
    }

    private synchronized @Nullable String count(WebhookRejectedException refusal, Instant now) {
        if (!now.isBefore(hourBegan.plus(HOUR))) {
            hourBegan = now;
            inTheHour = 0;
        }
        int row = inARow.incrementAndGet();
        inTheHour++;
        if ((row < IN_A_ROW && inTheHour < IN_AN_HOUR) || day(now).equals(lastTold) || now.isBefore(notBefore)) {
            return null;
        }
        lastTold = day(now);
        return "requests to the webhook endpoint are refused: " + row + " in a row, " + inTheHour
                + " within an hour, the last for " + refusal.reason()
                + "; when the payment service lists failed deliveries, compare the webhook secret and the clock";
    }
}
