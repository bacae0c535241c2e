// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.assertion;

import io.tollbridge.billing.notification.Notification;
import java.util.List;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;

/** Assertions on what a tenant is told. Each failure shows everything that was. */
public final class NotificationsAssert extends AbstractAssert<NotificationsAssert, List<Notification>> {
    NotificationsAssert(List<Notification> actual) {
        super(actual, NotificationsAssert.class);
    }

    /** The tenant is told of something of this kind; what is only recorded does not count. */
    public NotificationsAssert tells(Notification.Kind kind) {
        if (noneMatch(told(kind))) {
            throw failure("expected to be told of %s, but was told %s", kind, inWords());
        }
        return this;
    }

    /** The tenant is told that this percentage of the allowance is used; what is only recorded does not count. */
    public NotificationsAssert tellsThreshold(int percent) {
        if (noneMatch(told(Notification.Kind.USAGE_THRESHOLD).and(row -> row.threshold() == percent))) {
            throw failure("expected to be told of %d percent used, but was told %s", percent, inWords());
        }
        return this;
    }

    /** The tenant is told of nothing of this kind; it may be recorded. */
    public NotificationsAssert doesNotTell(Notification.Kind kind) {
        if (!noneMatch(told(kind))) {
            throw failure("expected not to be told of %s, but was told %s", kind, inWords());
        }
        return this;
    }

    private boolean noneMatch(Predicate<Notification> wanted) {
        isNotNull();
        return actual.stream().noneMatch(wanted);
    }

    private static Predicate<Notification> told(Notification.Kind kind) {
        return row -> row.kind() == kind && row.status() == Notification.Status.PENDING;
    }

    private List<String> inWords() {
        return actual.stream()
                .map(row -> row.kind() + (row.threshold() == 0 ? "" : " " + row.threshold()) + " " + row.status())
                .toList();
    }
}
