// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.spi.WebhookInbox;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The inbox on {@code stripe_webhooks}; each call is a transaction of its own. Thread-safe. */
final class JdbcWebhookInbox implements WebhookInbox {
    private final OwnTransactions transactions;
    private final SqlFailures failures;
    private final WebhookTable table;

    JdbcWebhookInbox(OwnTransactions transactions, SqlFailures failures, WebhookTable table) {
        this.transactions = transactions;
        this.failures = failures;
        this.table = table;
    }

    @Override
    public boolean insert(WebhookEvent event, Instant now, @Nullable String quarantine) {
        try {
            return transactions.run(Isolation.Level.WRITE, handle -> insertOnce(handle, event, now, quarantine));
        } catch (DuplicateEvent duplicate) {
            return false;
        }
    }

    private boolean insertOnce(Handle handle, WebhookEvent event, Instant now, @Nullable String quarantine) {
        try {
            return table.insert(handle, event, now, quarantine);
        } catch (RuntimeException error) {
            if (failures.isDuplicate(error)) {
                throw new DuplicateEvent();
            }
            throw failures.working("storing a webhook event", error);
        }
    }

    /** Rolls the insert back; never leaves this class. */
    private static final class DuplicateEvent extends RuntimeException {
        private static final long serialVersionUID = 1;

        DuplicateEvent() {
            super("duplicate", null, false, false);
        }
    }

    @Override
    public List<WebhookRecord> claim(String owner, Instant now, Instant until, int limit) {
        return run(
                Isolation.Level.WRITE,
                "claiming webhook events",
                handle -> table.claim(handle, owner, now, until, limit));
    }

    @Override
    public List<WebhookRecord> list(@Nullable WebhookStatus status, int limit) {
        return run(Isolation.Level.SNAPSHOT, "listing webhook events", handle -> table.list(handle, status, limit));
    }

    @Override
    public boolean replay(WebhookEventKey key, Instant now) {
        return run(Isolation.Level.WRITE, "replaying a webhook event", handle -> table.replay(handle, key, now));
    }

    private <T> T run(Isolation.Level level, String doing, Function<Handle, T> work) {
        return transactions.run(level, handle -> new Steps(handle, failures).run(doing, () -> work.apply(handle)));
    }
}
