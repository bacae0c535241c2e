// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.spi.WebhookInbox;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store for one thread that keeps everything in maps and fails where it is told to. */
final class FakeStore implements BillingStore {
    /** What one transaction does instead of committing. */
    enum Fault {
        CONTENTION,
        UNAVAILABLE,
        FAILED,
        /** Nothing is written, and nobody knows. */
        UNKNOWN_NOT_WRITTEN,
        /** All is written, and nobody knows. */
        UNKNOWN_WRITTEN
    }

    /** Faults of the coming transactions; one that is none when empty. */
    final Deque<Fault> faults = new ArrayDeque<>();

    final Map<WebhookEventKey, WebhookRecord> events = new LinkedHashMap<>();
    final List<WebhookCompletion> completions = new ArrayList<>();
    boolean claimsGetLost;
    int transactions;
    private final Map<WebhookEventKey, Instant> claims = new LinkedHashMap<>();
    private FakeRows rows = new FakeRows();

    FakeRows rows() {
        return rows;
    }

    @Override
    public <T> T inTransaction(Function<StoreTransaction, T> work) {
        transactions++;
        Fault fault = faults.poll();
        if (fault == Fault.UNAVAILABLE) {
            throw failure(ErrorCode.STORE_UNAVAILABLE);
        }
        FakeRows own = rows.copy();
        FakeTransaction transaction = new FakeTransaction(own, !claimsGetLost);
        T result = work.apply(transaction);
        if (fault == Fault.CONTENTION) {
            throw failure(ErrorCode.STORE_CONTENTION);
        } else if (fault == Fault.FAILED) {
            throw failure(ErrorCode.STORE_FAILED);
        } else if (fault == Fault.UNKNOWN_NOT_WRITTEN) {
            throw failure(ErrorCode.OUTCOME_UNKNOWN);
        }
        rows = own;
        transaction.completions().forEach(this::complete);
        if (fault == Fault.UNKNOWN_WRITTEN) {
            throw failure(ErrorCode.OUTCOME_UNKNOWN);
        }
        return result;
    }

    private BillingStoreException failure(ErrorCode code) {
        return new BillingStoreException(code, "transaction " + transactions, null);
    }

    private void complete(WebhookCompletion completion) {
        completions.add(completion);
        claims.remove(completion.key());
        events.computeIfPresent(
                completion.key(),
                (key, known) -> new WebhookRecord(
                        known.event(),
                        completion.status(),
                        known.attempts(),
                        completion.dueAt(),
                        completion.note(),
                        known.receivedAt()));
    }

    @Override
    public <T> T inTransaction(Connection connection, Function<StoreTransaction, T> work) {
        throw new UnsupportedOperationException("this store has no connections");
    }

    @Override
    public <T> T read(Function<StoreReader, T> work) {
        return work.apply(new FakeReader(rows));
    }

    @Override
    public WebhookInbox inbox() {
        return new Inbox();
    }

    @Override
    public void publish(Catalog catalog) {
        // nobody reads plans from this store
    }

    @Override
    public void close() {
        // nothing is open
    }

    private final class Inbox implements WebhookInbox {
        @Override
        public boolean insert(WebhookEvent event, Instant now, @Nullable String quarantine) {
            WebhookStatus status = quarantine == null ? WebhookStatus.RECEIVED : WebhookStatus.QUARANTINED;
            return events.putIfAbsent(event.key(), new WebhookRecord(event, status, 0, now, quarantine, now)) == null;
        }

        @Override
        public List<WebhookRecord> claim(String owner, Instant now, Instant until, int limit) {
            List<WebhookRecord> taken = new ArrayList<>();
            for (WebhookRecord known : List.copyOf(events.values())) {
                WebhookEventKey key = known.event().key();
                boolean free = !claims.getOrDefault(key, Instant.MIN).isAfter(now);
                boolean due = known.status() == WebhookStatus.RECEIVED
                        && !known.dueAt().isAfter(now);
                if (free && due && taken.size() < limit) {
                    WebhookRecord counted = new WebhookRecord(
                            known.event(),
                            known.status(),
                            known.attempts() + 1,
                            known.dueAt(),
                            known.note(),
                            known.receivedAt());
                    events.put(key, counted);
                    claims.put(key, until);
                    taken.add(counted);
                }
            }
            return taken;
        }

        @Override
        public List<WebhookRecord> list(@Nullable WebhookStatus status, int limit) {
            return events.values().stream()
                    .filter(known -> status == null || known.status() == status)
                    .limit(limit)
                    .toList();
        }

        @Override
        public boolean replay(WebhookEventKey key, Instant now) {
            return events.computeIfPresent(
                            key,
                            (same, known) -> new WebhookRecord(
                                    known.event(), WebhookStatus.RECEIVED, 0, now, null, known.receivedAt()))
                    != null;
        }
    }
}
