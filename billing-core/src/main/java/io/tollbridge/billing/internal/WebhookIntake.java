// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.internal.commit.Call;
import io.tollbridge.billing.internal.commit.CommitQueue;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.WebhookArrival;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stores events. A few at once are stored side by side, each in a transaction of its own; of many, those that wait while
 * others are being stored share one. Each is told whether it was new, and fails for itself. Thread-safe.
 */
final class WebhookIntake implements AutoCloseable {
    /** So many commits at once still cost less time side by side than one after the other. */
    private static final int SIDE_BY_SIDE = 8;

    private static final int ATTEMPTS = 5;

    private final BillingStore store;
    private final boolean shares;
    private final AtomicInteger callers = new AtomicInteger();
    private final CommitQueue<WebhookArrival, Boolean> queue;

    WebhookIntake(BillingOptions options) {
        store = options.store();
        GroupCommit settings = options.groupCommit();
        shares = settings.use() == GroupCommit.Use.ALWAYS
                || (settings.use() == GroupCommit.Use.WHERE_IT_HELPS && store.gainsFromGroupCommit());
        queue = new CommitQueue<>(settings, (calls, mayWait) -> fly(calls));
    }

    /** Stores an event; false when it was stored before. When it returns, it is committed. */
    boolean store(WebhookArrival arrival) {
        int atOnce = callers.incrementAndGet();
        try {
            boolean shared = shares && atOnce > SIDE_BY_SIDE;
            return shared
                    ? queue.run(arrival.event().key().eventId(), arrival)
                    : insert(List.of(arrival)).get(0);
        } finally {
            callers.decrementAndGet();
        }
    }

    private Collection<Call<WebhookArrival, Boolean>> fly(List<Call<WebhookArrival, Boolean>> calls) {
        try {
            List<Boolean> stored = insert(calls.stream().map(Call::command).toList());
            for (int i = 0; i < calls.size(); i++) {
                calls.get(i).succeed(stored.get(i));
            }
        } catch (BillingStoreException failure) {
            if (failure.code() != ErrorCode.STORE_FAILED || calls.size() == 1) {
                throw failure;
            }
            // why: one event that the database refuses must not have the others refused
            calls.forEach(this::alone);
        }
        return List.of();
    }

    private void alone(Call<WebhookArrival, Boolean> call) {
        try {
            call.succeed(insert(List.of(call.command())).get(0));
        } catch (RuntimeException failure) {
            call.fail(failure);
        }
    }

    private List<Boolean> insert(List<WebhookArrival> arrivals) {
        for (int attempt = 1; ; attempt++) {
            try {
                return store.inbox().insertAll(arrivals);
            } catch (BillingStoreException failure) {
                if (failure.code() != ErrorCode.STORE_CONTENTION || attempt == ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}
