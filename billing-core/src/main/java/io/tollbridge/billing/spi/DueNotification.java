// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.notification.Notification;
import java.util.Set;

/**
 * A notification that is to be delivered.
 *
 * @param tenantId who is told
 * @param notification what is told
 * @param delivered names of the channels that are done with it
 * @param attempts how often delivering it was begun, this time included
 */
public record DueNotification(String tenantId, Notification notification, Set<String> delivered, int attempts) {
    public DueNotification {
        delivered = Set.copyOf(delivered);
    }
}
