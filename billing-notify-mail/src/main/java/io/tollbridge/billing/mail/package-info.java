// SPDX-License-Identifier: Apache-2.0
/**
 * Notifications by mail: {@link io.tollbridge.billing.mail.MailSender}, made from
 * {@link io.tollbridge.billing.mail.MailSettings}, is given to
 * {@link io.tollbridge.billing.notification.NotificationSettings#sender}.
 */
@NullMarked
package io.tollbridge.billing.mail;

import org.jspecify.annotations.NullMarked;
