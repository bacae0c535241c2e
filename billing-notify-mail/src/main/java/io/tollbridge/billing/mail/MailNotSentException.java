// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;

/**
 * A mail was not sent, and trying again later may help. Says what kind of failure it was; it neither has the cause nor
 * repeats the server's words, which may hold addresses.
 */
public final class MailNotSentException extends Exception {
    private static final long serialVersionUID = 1;

    MailNotSentException(MessagingException failure) {
        super(text(failure));
    }

    private static String text(MessagingException failure) {
        if (failure instanceof AuthenticationFailedException) {
            return "the mail server does not accept the login; look at MailSettings.login(...)";
        }
        String codes = Refusals.codes(failure);
        Exception next = failure.getNextException();
        return "the mail was not sent: " + failure.getClass().getSimpleName()
                + (next == null ? "" : " after " + next.getClass().getSimpleName())
                + (codes.isEmpty() ? "" : ", " + codes);
    }
}
