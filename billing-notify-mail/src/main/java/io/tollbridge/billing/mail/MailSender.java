// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

import io.tollbridge.billing.notification.NotificationMessage;
import io.tollbridge.billing.notification.NotificationSender;
import io.tollbridge.billing.notification.UndeliverableException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends notifications as plain text over SMTP, over the channel "mail". One connection for each mail. The
 * {@code Message-ID} is made of {@link NotificationMessage#id()}, so that a mail that is sent again after a crash is
 * told by servers and programs that look at it as the one before.
 *
 * <p>A mail that at least one receiver's server has taken counts as sent. Refusals for good (5xx) of all receivers or
 * of the text are not repeated; everything else is, a refused sender or login too: that is for operators to correct.
 * What is thrown and logged holds no address, no password and no answer of a server, which may repeat both.
 *
 * <p>Thread-safe.
 */
public final class MailSender implements NotificationSender {
    private static final Logger log = LoggerFactory.getLogger(MailSender.class);

    private final MailSettings settings;
    private final Session session;

    private MailSender(MailSettings settings) {
        this.settings = settings;
        session = Session.getInstance(properties(settings));
    }

    /** A sender. Opens no connection. */
    public static MailSender create(MailSettings settings) {
        return new MailSender(settings);
    }

    private static Properties properties(MailSettings settings) {
        Properties properties = new Properties();
        String answers = millis(settings.answerTimeout);
        properties.put("mail.smtp.connectiontimeout", millis(settings.connectTimeout));
        properties.put("mail.smtp.timeout", answers);
        properties.put("mail.smtp.writetimeout", answers);
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.auth", String.valueOf(settings.user != null));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.protocols", "TLSv1.2 TLSv1.3");
        boolean begins = settings.security == MailSettings.Security.STARTTLS;
        properties.put("mail.smtp.starttls.enable", String.valueOf(begins));
        properties.put("mail.smtp.starttls.required", String.valueOf(begins));
        properties.put("mail.smtp.ssl.enable", String.valueOf(settings.security == MailSettings.Security.TLS));
        if (settings.sslContext != null) {
            properties.put("mail.smtp.ssl.socketFactory", settings.sslContext.getSocketFactory());
            properties.put("mail.smtp.ssl.socketFactory.fallback", "false");
        }
        return properties;
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }

    @Override
    public String channel() {
        return "mail";
    }

    @Override
    public void send(NotificationMessage message) throws UndeliverableException, MailNotSentException {
        InternetAddress[] receivers = receivers(message);
        MailText text = settings.template.text(message);
        try {
            MimeMessage mail = mail(message, text, receivers);
            Transport transport = session.getTransport("smtp");
            try {
                transport.connect(settings.host, settings.port, settings.user, settings.password);
                transport.sendMessage(mail, receivers);
            } finally {
                close(transport, message);
            }
        } catch (SendFailedException failure) {
            int sent = count(failure.getValidSentAddresses());
            if (sent == 0) {
                throw failed(failure);
            }
            if (sent < receivers.length) {
                log.warn("Mail {} was taken for {} of {} receivers only", message.id(), sent, receivers.length);
            }
        } catch (MessagingException failure) {
            throw new MailNotSentException(failure);
        }
    }

    private static void close(Transport transport, NotificationMessage message) {
        try {
            transport.close();
        } catch (MessagingException failure) {
            // why not thrown: whether the mail was taken has been said before
            log.debug("The mail server did not end the connection of mail {} as it should", message.id(), failure);
        }
    }

    private static MailNotSentException failed(SendFailedException failure) throws UndeliverableException {
        if (Refusals.undeliverable(failure)) {
            throw new UndeliverableException("the mail server refused it for good: " + Refusals.codes(failure));
        }
        return new MailNotSentException(failure);
    }

    private static int count(Object @Nullable [] addresses) {
        return addresses == null ? 0 : addresses.length;
    }

    private InternetAddress[] receivers(NotificationMessage message) throws UndeliverableException {
        boolean operators = message.notification().kind().forOperators();
        List<String> wanted = operators ? settings.operators : settings.recipients.apply(message);
        List<InternetAddress> receivers = new ArrayList<>();
        for (String text : wanted) {
            InternetAddress address = MailAddresses.read(text);
            if (address != null) {
                receivers.add(address);
            }
        }
        if (!receivers.isEmpty()) {
            return receivers.toArray(InternetAddress[]::new);
        }
        if (operators) {
            throw new UndeliverableException(
                    "no address of operators is configured: MailSettings.builder(...).operators(\"ops@example.com\")");
        }
        throw new UndeliverableException(
                wanted.isEmpty()
                        ? "there is no address: billing.customers().setBillingEmail(tenant, ...) stores one"
                        : "none of the " + wanted.size() + " addresses is a mail address");
    }

    private MimeMessage mail(NotificationMessage message, MailText text, InternetAddress[] receivers)
            throws MessagingException {
        MimeMessage mail = new IdentifiedMail(session, message.id() + "@" + MailAddresses.domain(settings.from));
        mail.setFrom(settings.from);
        if (settings.replyTo != null) {
            mail.setReplyTo(new InternetAddress[] {settings.replyTo});
        }
        mail.setRecipients(Message.RecipientType.TO, receivers);
        mail.setSubject(text.subject(), StandardCharsets.UTF_8.name());
        mail.setText(text.body(), StandardCharsets.UTF_8.name());
        mail.setSentDate(Date.from(message.notification().at()));
        // why: holiday answers to it would go to nobody (RFC 3834)
        mail.setHeader("Auto-Submitted", "auto-generated");
        return mail;
    }

    /** A mail whose id is ours instead of a random one. */
    private static final class IdentifiedMail extends MimeMessage {
        private final String id;

        IdentifiedMail(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + ">");
        }
    }
}
