// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.spi.InboxBacklog;
import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.spi.WebhookInbox;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The inbox on {@code stripe_webhooks}; each call is a transaction of its own. Thread-safe. */
final class JdbcWebhookInbox implements WebhookInbox {
    private static final int CLAIM_ATTEMPTS = 5;

    private final OwnTransactions transactions;
    private final SqlFailures failures;
    private final WebhookTable table;
    private final WebhookInserts inserts;
    private final @Nullable WebhookArrayInserts arrays;
    private final WebhookClaims claims;

    /**
     * An inbox.
     *
     * @param arrays what stores events that no listener wants, null where the database has no such statement
     */
    JdbcWebhookInbox(
            OwnTransactions transactions,
            SqlFailures failures,
            WebhookTable table,
            WebhookInserts inserts,
            @Nullable WebhookArrayInserts arrays,
            WebhookClaims claims) {
        this.transactions = transactions;
        this.failures = failures;
        this.table = table;
        this.inserts = inserts;
        this.arrays = arrays;
        this.claims = claims;
    }

    @Override
    public List<Boolean> insertAll(List<WebhookArrival> arrivals) {
        if (arrays != null
                && arrivals.stream().allMatch(arrival -> arrival.listeners().isEmpty())) {
            return WebhookInserts.answers(arrivals, arrays.insert(WebhookInserts.sorted(arrivals)));
        }
        try {
            return transactions.run(Isolation.Level.WRITE, handle -> insertOnce(handle, arrivals));
        } catch (DuplicateEvent duplicate) {
            if (arrivals.size() == 1) {
                return List.of(false);
            }
            // why one by one: another node has stored one of them at the same moment, and any of them may be it
            return arrivals.stream()
                    .map(arrival -> insertAll(List.of(arrival)).get(0))
                    .toList();
        }
    }

    private List<Boolean> insertOnce(Handle handle, List<WebhookArrival> arrivals) {
        try {
            return inserts.insert(handle, arrivals);
        } catch (RuntimeException error) {
            if (failures.isDuplicate(error)) {
                throw new DuplicateEvent();
            }
            throw failures.working("storing webhook events", error);
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
    public List<WebhookRecord> claim(Set<String> listeners, String owner, Instant now, Instant until, int limit) {
        WebhookClaims.Claim claim = new WebhookClaims.Claim(owner, until);
        for (int attempt = 1; ; attempt++) {
            try {
                return run(
                        Isolation.Level.WRITE,
                        "claiming webhook events",
                        handle -> claims.claim(handle, listeners, claim, now, limit));
            } catch (BillingStoreException failure) {
                // why again: another claimer took an event of the same object at the same moment; now it is seen
                if (failure.code() != ErrorCode.STORE_CONTENTION || attempt == CLAIM_ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    @Override
    public void release(String owner, Instant until) {
        WebhookClaims.Claim claim = new WebhookClaims.Claim(owner, until);
        run(Isolation.Level.WRITE, "releasing webhook events", handle -> claims.release(handle, claim));
    }

    @Override
    public List<WebhookRecord> find(WebhookQuery query, int limit) {
        return run(Isolation.Level.SNAPSHOT, "listing webhook events", handle -> table.list(handle, query, limit));
    }

    @Override
    public InboxBacklog backlog() {
        return run(Isolation.Level.SNAPSHOT, "counting webhook events", table::backlog);
    }

    @Override
    public List<WebhookTask> tasks(WebhookQuery query, int limit) {
        return run(Isolation.Level.SNAPSHOT, "finding webhook events", handle -> table.tasks(handle, query, limit));
    }

    @Override
    public boolean replay(WebhookTask task, Instant now, @Nullable String note) {
        return run(Isolation.Level.WRITE, "replaying a webhook event", handle -> table.replay(handle, task, now, note));
    }

    @Override
    public boolean discard(WebhookTask task, Instant now, String note) {
        return run(
                Isolation.Level.WRITE, "discarding a webhook event", handle -> table.discard(handle, task, now, note));
    }

    @Override
    public int compact(Instant endedBefore, int limit) {
        return run(
                Isolation.Level.WRITE,
                "dropping payloads of webhook events",
                handle -> table.compact(handle, endedBefore, limit));
    }

    private <T> T run(Isolation.Level level, String doing, Function<Handle, T> work) {
        return transactions.run(level, handle -> new Steps(handle, failures).run(doing, () -> work.apply(handle)));
    }
}
