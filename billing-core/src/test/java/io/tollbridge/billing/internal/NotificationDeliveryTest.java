// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.notification.NotificationMessage;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.notification.NotificationPreferences;
import io.tollbridge.billing.notification.NotificationSender;
import io.tollbridge.billing.notification.NotificationSettings;
import io.tollbridge.billing.notification.UndeliverableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NotificationDeliveryTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(12);

    private final FakeStore store = new FakeStore();
    private final FakeOutbox outbox = store.outbox;
    private final Channel mail = new Channel("mail");
    private final Channel chat = new Channel("chat");
    private Instant now = BEGIN;
    private NotificationPreferences preferences = NotificationPreferences.ALL;

    /** A channel that fails as often as it is told to. */
    private static final class Channel implements NotificationSender {
        private final String name;
        private final List<NotificationMessage> sent = new ArrayList<>();
        private int attempts;
        private int failures;
        private @Nullable Exception failure = new IOException("the server is down");

        Channel(String name) {
            this.name = name;
        }

        @Override
        public String channel() {
            return name;
        }

        @Override
        public void send(NotificationMessage message) throws Exception {
            attempts++;
            if (failures > 0 && failure != null) {
                failures--;
                throw failure;
            }
            sent.add(message);
        }
    }

    private NotificationDelivery node() {
        NotificationSettings settings =
                NotificationSettings.DEFAULT.sender(mail).sender(chat).preferences(preferences);
        RetrySchedule schedule = new RetrySchedule(4, Duration.ofSeconds(10), Duration.ofHours(1), bound -> 0);
        return new NotificationDelivery(store, settings, () -> now, new KeySequence(() -> now), schedule, Signals.NONE);
    }

    private static Notification notification(String key, Kind kind) {
        return new Notification(key, kind, Notification.Status.PENDING, 0, List.of(), BEGIN);
    }

    private void tell(String tenantId, String key, Kind kind) {
        outbox.add(tenantId, notification(key, kind));
    }

    private static List<String> keys(Channel channel) {
        return channel.sent.stream().map(one -> one.notification().key()).toList();
    }

    @Test
    void sendsEachNotificationOnceOverEachChannel() {
        tell("acme", "n1", Kind.RENEWED);
        tell("beta", "n2", Kind.RENEWED);

        assertThat(node().run()).isEqualTo(2);
        assertThat(node().run()).isZero();

        assertThat(keys(mail)).containsExactly("n1", "n2");
        assertThat(keys(chat)).containsExactly("n1", "n2");
        assertThat(outbox.note("n1")).isNull();
    }

    @Test
    void doesNotRepeatAChannelThatWorkedWhenTheNextOneDied() {
        tell("acme", "n1", Kind.RENEWED);
        mail.failures = 0;
        chat.failures = 1;
        chat.failure = null;
        outbox.dieAfterMarks = 1;

        assertThatThrownBy(() -> node().run()).isInstanceOf(BillingStoreException.class);
        assertThat(keys(mail)).containsExactly("n1");
        outbox.dieAfterMarks = Integer.MAX_VALUE;
        assertThat(node().run()).as("while the dead node's claim runs").isZero();
        now = now.plus(LEASE);
        assertThat(node().run()).isEqualTo(1);

        assertThat(keys(mail)).containsExactly("n1");
        assertThat(chat.sent).isNotEmpty();
        assertThat(chat.sent)
                .extracting(NotificationMessage::id)
                .containsOnly(mail.sent.get(0).id());
    }

    @Test
    void aNodeThatLostItsClaimStopsBeforeTheNextChannel() {
        tell("acme", "n1", Kind.RENEWED);
        outbox.afterSend = () -> {
            now = now.plus(LEASE);
            outbox.afterSend = () -> {};
            assertThat(node().run()).isEqualTo(1);
        };

        node().run();

        assertThat(keys(chat)).as("by the new owner only").containsExactly("n1");
        assertThat(mail.sent)
                .as("the one that took longer than its claim comes twice, under one id")
                .extracting(NotificationMessage::id)
                .hasSize(2)
                .containsOnly(mail.sent.get(0).id());
    }

    @Test
    void triesAgainEverLaterAndOnlyWhereItFailed() {
        tell("acme", "n1", Kind.RENEWED);
        mail.failures = 2;

        node().run();
        assertThat(outbox.note("n1")).isEqualTo("failed: [mail]");
        now = now.plusSeconds(9);
        assertThat(node().run()).isZero();
        now = now.plusSeconds(1);
        assertThat(node().run()).isEqualTo(1);
        now = now.plusSeconds(39);
        assertThat(node().run()).isZero();
        now = now.plusSeconds(1);
        assertThat(node().run()).isEqualTo(1);

        assertThat(keys(mail)).containsExactly("n1");
        assertThat(mail.attempts).isEqualTo(3);
        assertThat(chat.attempts).isEqualTo(1);
        assertThat(outbox.note("n1")).isNull();
    }

    @Test
    void givesUpAfterTheLastAttemptAndSaysSo() {
        tell("acme", "n1", Kind.RENEWED);
        mail.failures = 99;
        for (int i = 0; i < 10; i++) {
            node().run();
            now = now.plus(Duration.ofHours(1));
        }

        assertThat(mail.attempts).isEqualTo(4);
        assertThat(outbox.note("n1")).isEqualTo("given up: [mail]");
    }

    @Test
    void whatIsUndeliverableIsNotTriedAgainAndSaysSo() {
        tell("acme", "n1", Kind.RENEWED);
        mail.failures = 99;
        mail.failure = new UndeliverableException("there is no such mailbox");

        node().run();
        now = now.plus(Duration.ofDays(1));
        node().run();

        assertThat(mail.attempts).isEqualTo(1);
        assertThat(keys(chat)).containsExactly("n1");
        assertThat(outbox.note("n1")).isEqualTo("undeliverable: [mail]");
    }

    @Test
    void doesNotDeliverOldNews() {
        tell("acme", "n1", Kind.RENEWED);
        now = BEGIN.plus(Duration.ofDays(3)).plusMillis(1);

        node().run();

        assertThat(mail.sent).isEmpty();
        assertThat(outbox.note("n1")).isEqualTo("not delivered within 3 days");
    }

    @Test
    void leavesOutTheChannelThatTheTenantHasMuted() {
        store.rows().mutes.put("acme", Set.of(NotificationMute.of(Kind.RENEWED, "mail")));
        tell("acme", "n1", Kind.RENEWED);
        tell("acme", "n2", Kind.CANCEL_SCHEDULED);
        tell("beta", "n3", Kind.RENEWED);

        node().run();

        assertThat(keys(mail)).containsExactly("n2", "n3");
        assertThat(keys(chat)).containsExactly("n1", "n2", "n3");
    }

    @Test
    void asksTheHostToo() {
        preferences = (tenantId, kind, channel) -> !channel.equals("chat");
        tell("acme", "n1", Kind.RENEWED);
        tell("acme", "n2", Kind.PAYMENT_FAILED);

        node().run();

        assertThat(keys(mail)).containsExactly("n1", "n2");
        assertThat(keys(chat)).as("what is locked is not asked for").containsExactly("n2");
    }

    @Test
    void operatorsHaveNeitherWishesNorAnAddress() {
        store.rows().mutes.put("", Set.of(NotificationMute.of(Kind.RENEWED, "mail")));
        tell("", "n1", Kind.WEBHOOK_TROUBLE);

        node().run();

        assertThat(mail.sent).singleElement().satisfies(message -> {
            assertThat(message.subject()).isEqualTo("the installation");
            assertThat(message.email()).isNull();
        });
    }

    @Test
    void aFaultOfTheStoreIsNotTakenForAFaultOfTheChannel() {
        tell("acme", "n1", Kind.RENEWED);
        outbox.dieAfterMarks = 0;

        assertThatThrownBy(() -> node().run())
                .isInstanceOfSatisfying(
                        BillingStoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    }
}
