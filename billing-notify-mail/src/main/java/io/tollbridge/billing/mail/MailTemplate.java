// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

import io.tollbridge.billing.notification.NotificationMessage;

/**
 * Says what a mail about a notification is to say: the host's own words, in the tenant's language. For kinds about which
 * a host has nothing of its own to say, it hands the message on to {@link #ENGLISH}. Must be thread-safe.
 */
@FunctionalInterface
public interface MailTemplate {
    /** Short English texts for every kind, those of later versions included. */
    MailTemplate ENGLISH = EnglishTexts::of;

    /**
     * The text about a message.
     *
     * @throws RuntimeException the message is tried again later
     */
    MailText text(NotificationMessage message);
}
