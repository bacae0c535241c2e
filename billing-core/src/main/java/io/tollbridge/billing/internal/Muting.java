// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.StoreTransaction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns what tenants have muted everywhere into a record of it, in the transaction in which it happens. */
final class Muting {
    private Muting() {}

    /** The changes as they are to be written. The store is only asked when there is something that could be muted. */
    static List<AccountChange> applied(List<AccountChange> changes, StoreTransaction transaction) {
        Set<String> told = changes.stream()
                .filter(change -> change.notifications().stream().anyMatch(Muting::mayBeMuted))
                .map(change -> change.after().tenantId())
                .collect(Collectors.toSet());
        if (told.isEmpty()) {
            return changes;
        }
        Map<String, Set<NotificationMute>> mutes = transaction.mutes(told);
        return mutes.isEmpty()
                ? changes
                : changes.stream()
                        .map(change -> applied(
                                change, mutes.getOrDefault(change.after().tenantId(), Set.of())))
                        .toList();
    }

    private static AccountChange applied(AccountChange change, Set<NotificationMute> mutes) {
        return change.telling(change.notifications().stream()
                .map(one -> mayBeMuted(one) && mutes.contains(NotificationMute.of(one.kind())) ? one.suppressed() : one)
                .toList());
    }

    /** Thresholds are muted by the rules themselves, which know about each of them. */
    static boolean mayBeMuted(Notification notification) {
        Notification.Kind kind = notification.kind();
        return notification.status() == Notification.Status.PENDING
                && kind != Notification.Kind.USAGE_THRESHOLD
                && !kind.locked()
                && !kind.forOperators();
    }
}
