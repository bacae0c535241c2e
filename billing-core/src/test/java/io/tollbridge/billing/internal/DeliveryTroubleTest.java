// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.notification.NotificationMessage;
import io.tollbridge.billing.notification.NotificationSender;
import io.tollbridge.billing.notification.NotificationSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Notifications that never come, or come twice. */
class DeliveryTroubleTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");

    private final FakeStore store = new FakeStore();
    private final FakeOutbox outbox = store.outbox;
    private Instant now = BEGIN;

    private NotificationDelivery node(NotificationSender... senders) {
        return node(Duration.ZERO, senders);
    }

    private NotificationDelivery node(Duration ahead, NotificationSender... senders) {
        NotificationSettings settings = NotificationSettings.DEFAULT;
        for (NotificationSender sender : senders) {
            settings = settings.sender(sender);
        }
        RetrySchedule schedule = new RetrySchedule(4, Duration.ofSeconds(10), Duration.ofHours(1), bound -> 0);
        return new NotificationDelivery(
                store, settings, () -> now.plus(ahead), new KeySequence(() -> now), schedule, Signals.NONE);
    }

    private void tell(String key) {
        outbox.add("acme", new Notification(key, Kind.RENEWED, Notification.Status.PENDING, 0, List.of(), BEGIN));
    }

    private interface Sending {
        void send(String key);
    }

    private static NotificationSender channel(String name, Sending sending) {
        return new NotificationSender() {
            @Override
            public String channel() {
                return name;
            }

            @Override
            public void send(NotificationMessage message) {
                sending.send(message.notification().key());
            }
        };
    }

    @Test
    @DisplayName("a notification on which a sender overflows the stack keeps no other one from being delivered")
    void poison() {
        List<String> sent = new ArrayList<>();
        NotificationSender mail = channel("mail", key -> {
            if (key.equals("n1")) {
                throw new StackOverflowError("a template that includes itself");
            }
            sent.add(key);
        });
        tell("n1");
        tell("n2");
        tell("n3");

        for (int minutes = 0; minutes < 24 * 60; minutes += 5) {
            now = BEGIN.plus(Duration.ofMinutes(minutes));
            try {
                node(mail).run();
            } catch (StackOverflowError caughtByTheBackgroundWorker) {
                assertThat(caughtByTheBackgroundWorker).hasMessageContaining("template");
            }
        }

        assertThat(sent).containsExactlyInAnyOrder("n2", "n3");
    }

    @Test
    @DisplayName("of two nodes one sends a message over a channel, however slow its two channels are")
    void slowChannels() {
        List<String> sent = new ArrayList<>();
        NotificationDelivery fast =
                node(channel("mail", key -> sent.add("mail " + key)), channel("chat", key -> sent.add("chat " + key)));
        int[] sendings = {0};
        Sending slow = key -> {
            now = now.plusSeconds(119);
            if (++sendings[0] == 3) {
                fast.run();
            }
        };
        NotificationSender mail = channel("mail", key -> {
            slow.send(key);
            sent.add("mail " + key);
        });
        NotificationSender chat = channel("chat", key -> {
            slow.send(key);
            sent.add("chat " + key);
        });
        for (int i = 1; i <= 4; i++) {
            tell("n" + i);
        }

        node(mail, chat).run();
        now = now.plus(Duration.ofHours(1));
        fast.run();

        assertThat(sendings[0]).as("n1, and n2 that was begun").isEqualTo(4);
        assertThat(sent).hasSize(8).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName(
            "a channel that takes longer than it may is the last one of its claim, and the next claim goes on after it")
    void tooSlowAChannel() {
        List<String> sent = new ArrayList<>();
        NotificationSender mail = channel("mail", key -> {
            now = now.plus(Duration.ofMinutes(11));
            sent.add("mail " + key);
        });
        NotificationSender chat = channel("chat", key -> sent.add("chat " + key));
        tell("n1");

        node(mail, chat).run();
        assertThat(sent).containsExactly("mail n1");
        now = now.plus(Duration.ofMinutes(1));
        node(mail, chat).run();

        assertThat(sent).containsExactly("mail n1", "chat n1");
    }

    @Test
    @DisplayName("a channel that takes longer than any claim and fails keeps the others waiting for one attempt only")
    void tooSlowAndFailing() {
        List<String> sent = new ArrayList<>();
        NotificationSender mail = channel("mail", key -> {
            now = now.plus(Duration.ofMinutes(30));
            throw new IllegalStateException("timed out");
        });
        NotificationSender chat = channel("chat", key -> sent.add("chat " + key));
        tell("n1");

        node(mail, chat).run();
        assertThat(sent).isEmpty();
        now = now.plus(Duration.ofMinutes(30));
        node(mail, chat).run();

        assertThat(sent).containsExactly("chat n1");
    }

    @Test
    @DisplayName("of two nodes one sends a message, also when their clocks are five minutes apart")
    void clocksApart() {
        List<String> sent = new ArrayList<>();
        NotificationDelivery ahead = node(Duration.ofMinutes(5), channel("mail", sent::add));
        NotificationSender mail = channel("mail", key -> {
            now = now.plus(Duration.ofMinutes(1));
            ahead.run();
            sent.add(key);
        });
        for (int i = 1; i <= 4; i++) {
            tell("n" + i);
        }

        node(mail).run();

        assertThat(sent).hasSize(4).doesNotHaveDuplicates();
    }
}
