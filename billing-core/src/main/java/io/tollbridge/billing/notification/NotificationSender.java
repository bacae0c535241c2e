// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.notification;

/**
 * Delivers notifications over one channel, such as mail. Called by a worker, outside of any transaction; several nodes
 * may call it at once, but never for the same message as long as each call ends within two minutes. Must be thread-safe.
 *
 * <p>A message that was sent is not sent again over this channel, with one exception that nothing can rule out: the
 * process dies, or the database goes away, after the sending and before that is written down. It then comes again with
 * the same {@link NotificationMessage#id()}.
 */
public interface NotificationSender {
    /** The channel's name, under which deliveries are stored: 1 to 30 lower-case letters, digits and hyphens. */
    String channel();

    /**
     * Sends a message.
     *
     * @throws UndeliverableException when it is of no use to try again; its text goes to the log
     * @throws Exception to be called again later with the same message; its text is not stored
     */
    void send(NotificationMessage message) throws Exception;
}
