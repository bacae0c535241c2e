// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.notification;

/**
 * Thrown by a {@link NotificationSender} when a message can never be delivered over its channel: there is no address, or
 * the receiving side has refused it for good. The channel is then done with the message; it is not tried again.
 */
public final class UndeliverableException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * A message that cannot be delivered.
     *
     * @param why for the log; it must name no address
     */
    public UndeliverableException(String why) {
        super(why);
    }
}
