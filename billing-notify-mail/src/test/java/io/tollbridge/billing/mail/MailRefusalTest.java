// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.notification.UndeliverableException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a mail when the server refuses, is silent, or cannot be trusted. */
@Timeout(60)
class MailRefusalTest {
    private static final String PASSWORD = "correct horse battery staple";

    @TempDir
    Path folder;

    private static MailSettings.Builder settings(ScriptedMailServer server) {
        return MailSettings.builder("localhost")
                .port(server.port())
                .security(MailSettings.Security.NONE)
                .from("billing@example.com");
    }

    private static Throwable sending(MailSettings settings) {
        return catchThrowable(() -> MailSender.create(settings).send(Messages.of(Kind.RENEWED)));
    }

    @ParameterizedTest
    @CsvSource({"RCPT,550", "RCPT,553", "RCPT,501", "RCPT,554", "'.',554", "'.',552", "DATA,554"})
    void whatIsRefusedForGoodIsNotTriedAgain(String command, int code) throws Exception {
        try (ScriptedMailServer server =
                ScriptedMailServer.plain().answering(command, code + " no, <ann@example.com> is not known")) {
            assertThat(sending(settings(server).build()))
                    .isInstanceOf(UndeliverableException.class)
                    .hasMessageContaining(String.valueOf(code))
                    .hasMessageNotContaining("ann@");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ScriptedMailServer.SILENCE, ScriptedMailServer.HANG_UP, "500 what?"})
    void aMailThatWasTakenIsSentHoweverTheServerTakesLeave(String answer) throws Exception {
        try (ScriptedMailServer server = ScriptedMailServer.plain().answering("QUIT", answer)) {
            assertThat(sending(settings(server)
                            .answerTimeout(Duration.ofSeconds(2))
                            .build()))
                    .isNull();
            assertThat(server.heard()).contains("DATA", "QUIT");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT,421",
        "CONNECT,554",
        "RCPT,450",
        "RCPT,451",
        "RCPT,452",
        "'.',451",
        "'.',452",
        "MAIL,421",
        "MAIL,550",
        "MAIL,530",
        "DATA,421"
    })
    void whatIsRefusedForNowOrByOurOwnFaultIsTriedAgain(String command, int code) throws Exception {
        try (ScriptedMailServer server =
                ScriptedMailServer.plain().answering(command, code + " not now, <ann@example.com>")) {
            assertThat(sending(settings(server).build()))
                    .isInstanceOf(MailNotSentException.class)
                    .hasMessageNotContaining("ann@")
                    .hasNoCause();
        }
    }

    @Test
    void aMailThatOneOfTwoReceiversGetsIsSent() throws Exception {
        try (ScriptedMailServer server =
                ScriptedMailServer.plain().answering("RCPT TO:<GONE@", "550 there is no such mailbox")) {
            MailSettings two = settings(server)
                    .recipients(message -> List.of("gone@example.com", "ann@example.com"))
                    .build();
            assertThat(sending(two)).isNull();
            assertThat(server.heard()).contains("DATA");
        }
    }

    @Test
    void aMailThatOneReceiverMayStillGetIsTriedAgain() throws Exception {
        try (ScriptedMailServer server = ScriptedMailServer.plain()
                .answering("RCPT TO:<GONE@", "550 there is no such mailbox")
                .answering("RCPT TO:<BUSY@", "451 the mailbox is busy")) {
            MailSettings two = settings(server)
                    .recipients(message -> List.of("gone@example.com", "busy@example.com"))
                    .build();
            assertThat(sending(two)).isInstanceOf(MailNotSentException.class);
        }
    }

    @Test
    void aServerThatIsNotThereIsTriedAgain() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        MailSettings settings = MailSettings.builder("127.0.0.1")
                .port(nobody)
                .security(MailSettings.Security.NONE)
                .from("billing@example.com")
                .build();
        assertThat(sending(settings)).isInstanceOf(MailNotSentException.class);
    }

    @Test
    void aSilentServerIsGivenUpInTime() throws Exception {
        try (ScriptedMailServer server = ScriptedMailServer.plain().answering("MAIL", ScriptedMailServer.SILENCE)) {
            MailSettings impatient =
                    settings(server).answerTimeout(Duration.ofMillis(300)).build();
            assertThat(sending(impatient)).isInstanceOf(MailNotSentException.class);
        }
    }

    @Test
    void logsInAfterTheConnectionIsEncrypted() throws Exception {
        SSLContext tls = Certificates.of(folder, "localhost");
        for (MailSettings.Security security : List.of(MailSettings.Security.STARTTLS, MailSettings.Security.TLS)) {
            boolean atOnce = security == MailSettings.Security.TLS;
            try (ScriptedMailServer server = new ScriptedMailServer(tls, atOnce)) {
                MailSettings settings = settings(server)
                        .security(security)
                        .sslContext(tls)
                        .login("billing", PASSWORD)
                        .build();
                assertThat(sending(settings)).isNull();
                assertThat(server.heard())
                        .filteredOn(line -> line.startsWith("AUTH") || line.equals("STARTTLS") || line.equals("DATA"))
                        .hasSize(atOnce ? 2 : 3);
            }
        }
    }

    @Test
    void aServerThatOffersNoEncryptionHearsNeitherPasswordNorMail() throws Exception {
        try (ScriptedMailServer server = ScriptedMailServer.plain()) {
            MailSettings settings = settings(server)
                    .security(MailSettings.Security.STARTTLS)
                    .login("billing", PASSWORD)
                    .build();
            assertThat(sending(settings)).isInstanceOf(MailNotSentException.class);
            assertThat(server.heard())
                    .isNotEmpty()
                    .noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    @Test
    void aServerWithACertificateOfAnotherNameHearsNothing() throws Exception {
        SSLContext tls = Certificates.of(folder, "other.example");
        try (ScriptedMailServer server = new ScriptedMailServer(tls, false)) {
            MailSettings settings = settings(server)
                    .security(MailSettings.Security.STARTTLS)
                    .sslContext(tls)
                    .login("billing", PASSWORD)
                    .build();
            assertThat(sending(settings)).isInstanceOf(MailNotSentException.class);
            assertThat(server.heard()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    @Test
    void aServerWithACertificateThatNobodyTrustsHearsNothing() throws Exception {
        SSLContext tls = Certificates.of(folder, "localhost");
        try (ScriptedMailServer server = new ScriptedMailServer(tls, true)) {
            MailSettings settings =
                    settings(server).security(MailSettings.Security.TLS).build();
            assertThat(sending(settings)).isInstanceOf(MailNotSentException.class);
            assertThat(server.heard()).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @Test
    void aRefusedLoginNamesNoSecret() throws Exception {
        SSLContext tls = Certificates.of(folder, "localhost");
        try (ScriptedMailServer server =
                new ScriptedMailServer(tls, false).answering("AUTH", "535 " + PASSWORD + " is wrong")) {
            MailSettings settings = settings(server)
                    .security(MailSettings.Security.STARTTLS)
                    .sslContext(tls)
                    .login("billing", PASSWORD)
                    .build();
            assertThat(sending(settings))
                    .isInstanceOf(MailNotSentException.class)
                    .hasMessageContaining("login")
                    .hasMessageNotContaining(PASSWORD)
                    .hasNoCause();
            assertThat(settings.toString()).doesNotContain(PASSWORD).contains("localhost");
        }
    }

    @Test
    void aPasswordIsNeverSetUpToBeSentInTheClear() {
        MailSettings.Builder clear = MailSettings.builder("localhost")
                .security(MailSettings.Security.NONE)
                .from("billing@example.com")
                .login("billing", PASSWORD);
        assertThatThrownBy(clear::build).hasMessageContaining("STARTTLS").hasMessageNotContaining(PASSWORD);
    }

    @ParameterizedTest
    @CsvSource({"' '", "smtp.example.com/x", "a b", "u@smtp.example.com"})
    void aHostIsAName(String host) {
        assertThatThrownBy(() -> MailSettings.builder(host)).hasMessageContaining("smtp.example.com");
    }

    @Test
    void wrongSettingsAreNamedWithTheirFix() {
        MailSettings.Builder builder = MailSettings.builder("smtp.example.com");
        assertThatThrownBy(builder::build).hasMessageContaining("from(");
        assertThatThrownBy(() -> builder.from("nobody")).hasMessageContaining("sender address");
        assertThatThrownBy(() -> builder.operators("ops@example.com", "x")).hasMessageContaining("operators'");
        assertThatThrownBy(() -> builder.port(0)).hasMessageContaining("65535");
        assertThatThrownBy(() -> builder.login("u", "")).hasMessageContaining("password");
        assertThatThrownBy(() -> builder.answerTimeout(Duration.ofSeconds(11))).hasMessageContaining("PT11S");
        assertThatThrownBy(() -> builder.connectTimeout(Duration.ZERO)).hasMessageContaining("PT0S");
        assertThatCode(() -> builder.from("billing@example.com").build()).doesNotThrowAnyException();
    }
}
