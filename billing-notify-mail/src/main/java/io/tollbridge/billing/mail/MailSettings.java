// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.notification.NotificationMessage;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How mails are sent. Immutable and thread-safe; its text form has neither password nor addresses of receivers.
 *
 * <p>Closed by default: the connection is encrypted and the server's name is checked, or nothing is sent.
 */
public final class MailSettings {
    final String host;
    final int port;
    final Security security;
    final @Nullable String user;
    final @Nullable String password;
    final InternetAddress from;
    final @Nullable InternetAddress replyTo;
    final List<String> operators;
    final Function<NotificationMessage, List<String>> recipients;
    final MailTemplate template;
    final Duration connectTimeout;
    final Duration answerTimeout;
    final @Nullable SSLContext sslContext;

    private MailSettings(Builder builder, InternetAddress from) {
        host = builder.host;
        security = builder.security;
        port = builder.port == 0 ? builder.security.port : builder.port;
        user = builder.user;
        password = builder.password;
        this.from = from;
        replyTo = builder.replyTo;
        operators = builder.operators;
        recipients = builder.recipients;
        template = builder.template;
        connectTimeout = builder.connectTimeout;
        answerTimeout = builder.answerTimeout;
        sslContext = builder.sslContext;
    }

    /** How the connection to the mail server is protected. */
    public enum Security {
        /** The connection begins in the clear and must become encrypted before anything is said; port 587. */
        STARTTLS(587),
        /** The connection is encrypted from the beginning; port 465. */
        TLS(465),
        /** Not at all, and so without a password: for a relay on the same machine; port 25. */
        NONE(25);

        private final int port;

        Security(int port) {
            this.port = port;
        }
    }

    /** Begins settings for a mail server. */
    public static Builder builder(String host) {
        return new Builder(host);
    }

    /** Without password, user and addresses. */
    @Override
    public String toString() {
        return "MailSettings[" + host + ":" + port + ", " + security + (user == null ? "" : ", with login") + "]";
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private static final Duration LONGEST = Duration.ofSeconds(10);

        private final String host;
        private int port;
        private Security security = Security.STARTTLS;
        private @Nullable String user;
        private @Nullable String password;
        private @Nullable InternetAddress from;
        private @Nullable InternetAddress replyTo;
        private List<String> operators = List.of();
        private Function<NotificationMessage, List<String>> recipients = Builder::billingEmail;
        private MailTemplate template = MailTemplate.ENGLISH;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration answerTimeout = LONGEST;
        private @Nullable SSLContext sslContext;

        private Builder(String host) {
            if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@')) {
                throw invalid("the mail server's host must be a name or an address such as smtp.example.com");
            }
            this.host = host;
        }

        private static List<String> billingEmail(NotificationMessage message) {
            String email = message.email();
            return email == null ? List.of() : List.of(email);
        }

        /** The port; that of {@link Security} unless given. */
        public Builder port(int number) {
            if (number < 1 || number > 65_535) {
                throw invalid("the mail server's port must be 1 to 65535, not " + number);
            }
            port = number;
            return this;
        }

        /** How the connection is protected; {@link Security#STARTTLS} unless given. */
        public Builder security(Security wanted) {
            security = wanted;
            return this;
        }

        /** Who logs in; nobody unless given. */
        public Builder login(String userName, String secret) {
            if (userName.isBlank() || secret.isEmpty()) {
                throw invalid("a login at the mail server needs a user name and a password; leave login(...) out where"
                        + " the server asks for none");
            }
            user = userName;
            password = secret;
            return this;
        }

        /** The sender's address, such as {@code Example Billing <billing@example.com>}. Needed. */
        public Builder from(String address) {
            from = MailAddresses.configured("sender", address);
            return this;
        }

        /** Where answers go; to the sender unless given. */
        public Builder replyTo(String address) {
            replyTo = MailAddresses.configured("reply", address);
            return this;
        }

        /** Who is told what is for operators, such as a ledger that does not add up; nobody unless given. */
        public Builder operators(String... addresses) {
            Arrays.stream(addresses).forEach(address -> MailAddresses.configured("operators'", address));
            operators = List.of(addresses);
            return this;
        }

        /**
         * Whom a message to a tenant goes to; the tenant's billing e-mail unless given. No address means that the message
         * cannot be delivered by mail; a function that throws is asked again later. It is not asked about what is for
         * operators. Must be thread-safe.
         */
        public Builder recipients(Function<NotificationMessage, List<String>> addresses) {
            recipients = addresses;
            return this;
        }

        /** What mails say; {@link MailTemplate#ENGLISH} unless given. */
        public Builder template(MailTemplate texts) {
            template = texts;
            return this;
        }

        /** How long connecting may take; 5 seconds unless given, 10 at most. */
        public Builder connectTimeout(Duration patience) {
            connectTimeout = checked("connecting to the mail server", patience);
            return this;
        }

        /**
         * How long each answer of the server, and each writing to it, may take; 10 seconds unless given, which is the most:
         * a mail takes about ten answers, and all of them must end within the two minutes that a sender has.
         */
        public Builder answerTimeout(Duration patience) {
            answerTimeout = checked("an answer of the mail server", patience);
            return this;
        }

        /** Whose certificates are trusted; the JVM's own choice unless given. */
        public Builder sslContext(SSLContext trusting) {
            sslContext = trusting;
            return this;
        }

        /**
         * Freezes everything.
         *
         * @throws BillingConfigurationException when the sender is missing, or a password would be sent in the clear
         */
        public MailSettings build() {
            if (from == null) {
                throw invalid("mails need a sender: builder.from(\"Example Billing <billing@example.com>\")");
            }
            if (security == Security.NONE && user != null) {
                throw invalid("a password is only sent over an encrypted connection: choose Security.STARTTLS or"
                        + " Security.TLS, or leave login(...) out");
            }
            return new MailSettings(this, from);
        }

        private static Duration checked(String what, Duration patience) {
            if (patience.toMillis() < 1 || patience.compareTo(LONGEST) > 0) {
                throw invalid("the patience with " + what + " must be 1 ms to " + LONGEST + ", not " + patience);
            }
            return patience;
        }

        private static BillingConfigurationException invalid(String message) {
            return new BillingConfigurationException(message);
        }
    }
}
