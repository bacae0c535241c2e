// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.mail.MailSender;
import io.tollbridge.billing.mail.MailSettings;
import io.tollbridge.billing.mail.MailTemplate;
import io.tollbridge.billing.mail.MailText;
import io.tollbridge.billing.notification.LoggingSender;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMessage;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.notification.NotificationSender;
import io.tollbridge.billing.notification.NotificationSettings;
import io.tollbridge.billing.notification.UndeliverableException;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/notifications.md")
class NotificationsTest {
    private final MovableClock clock = MovableClock.at(Instant.parse("2026-03-01T10:00:00Z"));

    // tag::sender[]
    record ChatSender(List<String> room) implements NotificationSender {
        @Override
        public String channel() {
            return "chat";
        }

        @Override
        public void send(NotificationMessage message) throws UndeliverableException {
            if (message.tenantId().isEmpty()) {
                throw new UndeliverableException("operators are not in the tenants' chat");
            }
            room.add(message.tenantId() + ": " + message.notification().kind());
        }
    }
    // end::sender[]

    private BillingService billing(NotificationSettings settings) {
        BillingService billing = BillingService.builder()
                .store(InMemoryBillingStore.create())
                .catalog(Catalog.builder().plan(Plan.monthly("free", 100)).build())
                .notifications(settings)
                .clock(clock)
                .build();
        billing.subscriptions().startLocalPlan("acme", "free");
        return billing;
    }

    @Test
    @DisplayName("a tenant is told once over each channel, and reads it in a list")
    void tells() {
        List<String> room = new ArrayList<>();
        try (BillingService billing = billing(NotificationSettings.DEFAULT.sender(new ChatSender(room)))) {
            billing.deductCredits("acme", 80);
            billing.runDueWork();
            // tag::list[]
            List<Notification> newest = billing.notifications().list("acme", 50);
            List<Notification> troubles = billing.notifications().forOperators(50);
            // end::list[]

            assertThat(newest).extracting(Notification::threshold).containsExactly(75);
            assertThat(troubles).isEmpty();
            assertThat(room).containsExactly("acme: USAGE_THRESHOLD");
        }
    }

    @Test
    @DisplayName("what a tenant has muted is recorded and not sent")
    void mutes() {
        List<String> room = new ArrayList<>();
        try (BillingService billing = billing(NotificationSettings.DEFAULT.sender(new ChatSender(room)))) {
            // tag::mute[]
            billing.notifications().muteThresholds("acme", Set.of(75));
            billing.notifications().mute("acme", NotificationMute.of(Notification.Kind.RENEWED));
            billing.notifications().mute("acme", NotificationMute.of(Notification.Kind.CANCEL_SCHEDULED, "mail"));
            // end::mute[]
            billing.deductCredits("acme", 80);
            clock.advance(Duration.ofDays(31));
            billing.runDueWork();

            assertThat(room).isEmpty();
            assertThat(billing.notifications().list("acme", 10))
                    .hasSize(2)
                    .extracting(Notification::status)
                    .containsOnly(Notification.Status.SUPPRESSED);
            assertThat(billing.notifications().mutes("acme")).hasSize(2);
        }
    }

    @Test
    @DisplayName("a mail sender is made of settings and opens no connection before there is something to send")
    void mails() {
        String password = "secret of this test";
        // tag::mail[]
        MailSettings mail = MailSettings.builder("smtp.example.com")
                .login("billing", password)
                .from("Example Billing <billing@example.com>")
                .operators("ops@example.com")
                .build();
        // end::mail[]
        // tag::settings[]
        NotificationSettings settings =
                NotificationSettings.DEFAULT.sender(new LoggingSender()).sender(MailSender.create(mail));
        // end::settings[]

        assertThat(settings.senders()).extracting(NotificationSender::channel).containsExactly("log", "mail");
        assertThat(mail.toString()).doesNotContain(password);
    }

    @Test
    @DisplayName("a template says its own words and leaves the rest to the English ones")
    void templates() {
        // tag::template[]
        MailTemplate words = message -> message.notification().kind() == Notification.Kind.RENEWED
                ? new MailText("Ihr Guthaben ist erneuert", "Ein neuer Monat hat begonnen.")
                : MailTemplate.ENGLISH.text(message);
        // end::template[]

        assertThat(words.text(message(Notification.Kind.RENEWED)).subject()).isEqualTo("Ihr Guthaben ist erneuert");
        assertThat(words.text(message(Notification.Kind.TRIAL_ENDING)).subject())
                .isEqualTo("Your trial ends soon");
    }

    private NotificationMessage message(Notification.Kind kind) {
        Notification told = new Notification("key", kind, Notification.Status.PENDING, 0, List.of(), clock.instant());
        return new NotificationMessage("id", "acme", told);
    }
}
