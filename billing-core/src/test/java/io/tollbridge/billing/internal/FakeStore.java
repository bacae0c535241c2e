// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.NotificationOutbox;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.spi.WebhookInbox;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

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

    final FakeInbox inbox = new FakeInbox();
    final FakeOutbox outbox = new FakeOutbox();
    final List<WebhookCompletion> completions = new ArrayList<>();
    /** Whose transactions lose against others, always; nobody's when empty. */
    String contendedTenant = "";

    boolean claimsGetLost;
    int transactions;
    private FakeRows rows = new FakeRows();

    FakeRows rows() {
        return rows;
    }

    @Override
    public <T> T inTransaction(Function<StoreTransaction, T> work) {
        transactions++;
        Fault fault = faults.poll();
        if (fault == Fault.UNAVAILABLE || !inbox.alive) {
            throw failure(ErrorCode.STORE_UNAVAILABLE);
        }
        FakeRows own = rows.copy();
        FakeTransaction transaction = new FakeTransaction(own, !claimsGetLost);
        T result = work.apply(transaction);
        if (fault == Fault.CONTENTION || transaction.changed().contains(contendedTenant)) {
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
        inbox.complete(completion);
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
        return inbox;
    }

    @Override
    public NotificationOutbox outbox() {
        return outbox;
    }

    @Override
    public void publish(Catalog catalog) {
        // nobody reads plans from this store
    }

    @Override
    public void close() {
        // nothing is open
    }
}
