// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.AccountChange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts an {@link AccountChange} together, of nothing but what a test is about. */
final class Change {
    private final Account before;
    private Account after;
    private List<LedgerEntry> entries = List.of();
    private List<Grant> grants = List.of();
    private List<Hold> holds = List.of();
    private List<UsageDelta> usage = List.of();
    private List<Notification> notifications = List.of();
    private List<AccountChange.SilentOperation> silent = List.of();
    private @Nullable Instant nextDueAt;

    private Change(Account before) {
        this.before = before;
        this.after = before;
    }

    static Change of(Account before) {
        return new Change(before);
    }

    Change to(Account next) {
        after = next;
        return this;
    }

    Change entries(LedgerEntry... rows) {
        entries = List.of(rows);
        return this;
    }

    Change grants(Grant... rows) {
        grants = List.of(rows);
        return this;
    }

    Change holds(Hold... rows) {
        holds = List.of(rows);
        return this;
    }

    Change usage(UsageDelta... rows) {
        usage = List.of(rows);
        return this;
    }

    Change notifications(Notification... rows) {
        notifications = List.of(rows);
        return this;
    }

    Change silent(AccountChange.SilentOperation... rows) {
        silent = List.of(rows);
        return this;
    }

    Change dueAt(Instant time) {
        nextDueAt = time;
        return this;
    }

    AccountChange done() {
        Subscription ruling = after.subscription();
        List<Subscription> subscriptions =
                ruling == null || ruling.equals(before.subscription()) ? List.of() : List.of(ruling);
        return new AccountChange(
                before,
                after,
                entries,
                grants,
                holds,
                subscriptions,
                List.of(),
                usage,
                notifications,
                silent,
                nextDueAt);
    }
}
