// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.assertion;

import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.ledger.LedgerPage;
import io.tollbridge.billing.notification.Notification;
import java.util.List;

/** Where assertions about credits begin. May be imported statically beside AssertJ's own {@code assertThat}. */
public final class BillingAssertions {
    private BillingAssertions() {}

    /** Assertions on a tenant's credits. */
    public static CreditBalanceAssert assertThat(CreditBalance actual) {
        return new CreditBalanceAssert(actual);
    }

    /** Assertions on a stretch of a ledger. */
    public static LedgerPageAssert assertThat(LedgerPage actual) {
        return new LedgerPageAssert(actual);
    }

    /** Assertions on what a tenant is told. Has a name of its own, since AssertJ has words for every list already. */
    public static NotificationsAssert assertThatNotifications(List<Notification> actual) {
        return new NotificationsAssert(actual);
    }
}
