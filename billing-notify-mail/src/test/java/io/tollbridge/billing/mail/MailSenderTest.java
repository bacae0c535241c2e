// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.notification.NotificationMessage;
import io.tollbridge.billing.notification.UndeliverableException;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives at a mail server. */
class MailSenderTest {
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void startServer() {
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop();
    }

    private MailSettings.Builder settings() {
        return MailSettings.builder("127.0.0.1")
                .port(server.getSmtp().getPort())
                .security(MailSettings.Security.NONE)
                .from("Example Billing <billing@example.com>");
    }

    private MimeMessage only() {
        assertThat(server.getReceivedMessages()).hasSize(1);
        return server.getReceivedMessages()[0];
    }

    private static List<String> addresses(Address[] addresses) {
        return List.of(addresses).stream()
                .map(one -> ((InternetAddress) one).getAddress())
                .toList();
    }

    @Test
    void arrivesAsPlainTextWithEverythingThatAMailNeeds() throws Exception {
        MailSender.create(settings().replyTo("help@example.com").build()).send(Messages.threshold(90));

        MimeMessage mail = only();
        assertThat(mail.getSubject()).isEqualTo("90% of your plan's credits are used");
        assertThat(mail.getContent().toString().strip())
                .isEqualTo("90% of your plan's credits for this period are used.");
        assertThat(mail.getContentType()).startsWith("text/plain").containsIgnoringCase("utf-8");
        assertThat(mail.getFrom()).containsExactly(new InternetAddress("billing@example.com", "Example Billing"));
        assertThat(addresses(mail.getRecipients(Message.RecipientType.TO))).containsExactly("ann@example.com");
        assertThat(addresses(mail.getReplyTo())).containsExactly("help@example.com");
        assertThat(mail.getMessageID()).isEqualTo("<" + Messages.ID + "@example.com>");
        assertThat(mail.getSentDate()).isEqualTo(Date.from(Messages.AT));
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    }

    @Test
    void aMailThatIsSentAgainHasTheSameId() throws Exception {
        MailSender.create(settings().build()).send(Messages.of(Kind.RENEWED));
        MailSender.create(settings().build()).send(Messages.of(Kind.RENEWED));

        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(server.getReceivedMessages()[0].getMessageID())
                .isEqualTo(server.getReceivedMessages()[1].getMessageID());
    }

    @Test
    void theHostsOwnWordsArriveInAnyScript() throws Exception {
        MailTemplate german = message -> message.notification().kind() == Kind.RENEWED
                ? new MailText("Für Sie: 1.000 Guthaben ✓", "Grüße\nvom Team")
                : MailTemplate.ENGLISH.text(message);
        MailSender sender = MailSender.create(settings().template(german).build());
        sender.send(Messages.of(Kind.RENEWED));
        sender.send(Messages.of(Kind.CANCEL_SCHEDULED));

        MimeMessage own = server.getReceivedMessages()[0];
        assertThat(own.getSubject()).isEqualTo("Für Sie: 1.000 Guthaben ✓");
        assertThat(own.getContent().toString().lines()).contains("Grüße", "vom Team");
        assertThat(server.getReceivedMessages()[1].getSubject()).isEqualTo("Your subscription will end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r", "\u2028", "\u0085", "\r\n\r\n"})
    void aSubjectCannotBeginAnotherHeaderOrTheText(String lineEnd) throws Exception {
        MailTemplate hostile =
                message -> new MailText("Hello" + lineEnd + "Bcc: eve@example.com" + lineEnd + "X-Evil: 1", "text");
        MailSender.create(settings().template(hostile).build()).send(Messages.of(Kind.RENEWED));

        MimeMessage mail = only();
        assertThat(mail.getHeader("X-Evil")).isNull();
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getSubject().replaceAll("\\s+", " ")).isEqualTo("Hello Bcc: eve@example.com X-Evil: 1");
        assertThat(mail.getContent().toString().strip()).isEqualTo("text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@example.com\r\nBcc: eve@example.com",
                "ann@example.com, eve@example.com",
                "team: ann@example.com, eve@example.com;",
                "ann",
                "@example.com",
                "ann@exa mple.com",
                ""
            })
    void anAddressThatIsNotExactlyOneIsNeverUsed(String address) {
        MailSender sender = MailSender.create(settings().build());
        assertThatThrownBy(() -> sender.send(Messages.of(Kind.RENEWED, null, address)))
                .isInstanceOf(UndeliverableException.class)
                .hasMessageNotContaining("eve")
                .hasMessageNotContaining("ann");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aTenantWithoutAnAddressCannotBeMailed() {
        MailSender sender = MailSender.create(settings().build());
        assertThatThrownBy(() -> sender.send(Messages.of(Kind.PAYMENT_FAILED, null, null)))
                .isInstanceOf(UndeliverableException.class)
                .hasMessageContaining("setBillingEmail");
    }

    @Test
    void theHostMaySayWhomAMailGoesTo() throws Exception {
        MailSettings team = settings()
                .recipients(message -> List.of("Ann <ann@" + message.tenantId() + ".example>", "bob@example.com"))
                .build();
        MailSender.create(team).send(Messages.of(Kind.RENEWED));

        // GreenMail keeps one copy for each receiver
        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(addresses(server.getReceivedMessages()[0].getRecipients(Message.RecipientType.TO)))
                .containsExactly("ann@acme.example", "bob@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DRIFT", "WEBHOOK_TROUBLE"})
    void whatIsForOperatorsNeverGoesToTheTenant(String kind) throws Exception {
        NotificationMessage message = Messages.of(Kind.valueOf(kind), "seq 7 is missing", "ann@example.com");
        assertThatThrownBy(() -> MailSender.create(settings().build()).send(message))
                .isInstanceOf(UndeliverableException.class)
                .hasMessageContaining("operators");
        MailSender.create(settings().operators("ops@example.com").build()).send(message);

        MimeMessage mail = only();
        assertThat(addresses(mail.getAllRecipients())).containsExactly("ops@example.com");
        assertThat(mail.getContent().toString()).contains("seq 7 is missing");
    }

    @Test
    void everyKindHasATextOfItsOwn() throws Exception {
        MailSender sender =
                MailSender.create(settings().operators("ops@example.com").build());
        for (Kind kind : Kind.values()) {
            sender.send(Messages.of(kind, "the detail", "ann@example.com"));
        }

        List<String> subjects = List.of(server.getReceivedMessages()).stream()
                .map(MailSenderTest::subject)
                .toList();
        assertThat(subjects)
                .hasSize(Kind.values().length)
                .doesNotHaveDuplicates()
                .doesNotContain("");
        assertThat(Collections.frequency(subjects, "Your payment needs your attention"))
                .isEqualTo(1);
    }

    private static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (jakarta.mail.MessagingException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void aKindThatTheTextsDoNotKnowIsToldByItsNameAndDetail() {
        MailText text = EnglishTexts.other(
                Messages.of(Kind.HOLD_EXPIRED, "hold 7 was released", null).notification());
        assertThat(text.subject()).isEqualTo("Hold expired");
        assertThat(text.body()).isEqualTo("Hold expired.\n\nhold 7 was released");
    }
}
