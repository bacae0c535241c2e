// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.notification;

import java.util.List;

/** Reading notifications. Thread-safe. */
public interface Notifications {
    /**
     * The tenant's newest notifications, newest first.
     *
     * @param limit 1 to 1,000
     */
    List<Notification> list(String tenantId, int limit);
}
