// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.spi.DueNotification;
import io.tollbridge.billing.spi.NotificationOutbox;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The outbox on {@code billing_notifications}; each call is a transaction of its own. Thread-safe. */
final class JdbcNotificationOutbox implements NotificationOutbox {
    private final OwnTransactions transactions;
    private final SqlFailures failures;
    private final OutboxTable table;

    JdbcNotificationOutbox(OwnTransactions transactions, SqlFailures failures, OutboxTable table) {
        this.transactions = transactions;
        this.failures = failures;
        this.table = table;
    }

    @Override
    public List<DueNotification> claim(String owner, Instant now, Instant until, int limit) {
        return run("claiming notifications", handle -> table.claim(handle, owner, now, until, limit));
    }

    @Override
    public boolean delivered(DueNotification claimed, String owner, String channel) {
        return run("marking a notification as sent", handle -> table.delivered(handle, claimed, owner, channel));
    }

    @Override
    public boolean finish(DueNotification claimed, String owner, @Nullable Instant again, @Nullable String note) {
        return run("ending a notification", handle -> table.finish(handle, claimed, owner, again, note));
    }

    private <T> T run(String doing, Function<Handle, T> work) {
        return transactions.run(
                Isolation.Level.WRITE, handle -> new Steps(handle, failures).run(doing, () -> work.apply(handle)));
    }
}
