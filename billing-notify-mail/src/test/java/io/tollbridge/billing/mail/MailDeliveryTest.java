// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.notification.NotificationSettings;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the charge to the mailbox. */
class MailDeliveryTest {
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final MovableClock clock = MovableClock.at(Messages.AT);
    private final BillingStore store = InMemoryBillingStore.create();

    @BeforeEach
    void startServer() {
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop();
    }

    private BillingService billing(int port) {
        MailSettings settings = MailSettings.builder("127.0.0.1")
                .port(port)
                .security(MailSettings.Security.NONE)
                .from("billing@example.com")
                .build();
        return BillingService.builder()
                .store(store)
                .catalog(Catalog.builder().plan(Plan.monthly("free", 100)).build())
                .notifications(NotificationSettings.DEFAULT.sender(MailSender.create(settings)))
                .clock(clock)
                .build();
    }

    private void storeEmail(String tenantId, String email) {
        store.inTransaction(transaction -> {
            transaction.saveCustomer(transaction.lockCustomer(tenantId, false).withEmail(email));
            return email;
        });
    }

    @Test
    void aCrossedThresholdArrivesOnceAtTheTenantsBillingEmail() throws Exception {
        storeEmail("acme", "ann@example.com");
        try (BillingService billing = billing(server.getSmtp().getPort())) {
            billing.subscriptions().startLocalPlan("acme", "free");
            billing.subscriptions().startLocalPlan("beta", "free");
            billing.deductCredits("acme", 80);
            billing.deductCredits("beta", 80);
            for (int hour = 0; hour < 48; hour++) {
                billing.runDueWork();
                clock.advance(Duration.ofHours(1));
            }
        }

        assertThat(server.getReceivedMessages()).as("beta has no address").hasSize(1);
        MimeMessage mail = server.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("75% of your plan's credits are used");
        assertThat(mail.getAllRecipients()[0]).hasToString("ann@example.com");
    }

    @Test
    void anAddressThatIsStoredWhileTheServerIsDownIsTheOneThatIsUsed() throws Exception {
        storeEmail("acme", "old@example.com");
        int port = server.getSmtp().getPort();
        server.stop();
        try (BillingService down = billing(port)) {
            down.subscriptions().startLocalPlan("acme", "free");
            down.deductCredits("acme", 80);
            down.runDueWork();
        }
        storeEmail("acme", "new@example.com");
        server.start();
        clock.advance(Duration.ofHours(1));
        try (BillingService up = billing(server.getSmtp().getPort())) {
            up.runDueWork();
        }

        assertThat(server.getReceivedMessages()).hasSize(1);
        assertThat(server.getReceivedMessages()[0].getAllRecipients()[0]).hasToString("new@example.com");
    }
}
