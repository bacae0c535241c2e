// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.internal.commit.CommitQueue;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.NotificationOutbox;
import io.tollbridge.billing.spi.SnapshotWriter;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.WebhookInbox;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The host's store as long as the service is open; afterwards every use is refused as closed. */
final class ClosableStore implements BillingStore {
    private final BillingStore store;
    private volatile boolean closed;

    ClosableStore(BillingStore store) {
        this.store = store;
    }

    private BillingStore open() {
        if (closed) {
            throw CommitQueue.closed();
        }
        return store;
    }

    @Override
    public <T> T inTransaction(Function<StoreTransaction, T> work) {
        return open().inTransaction(work);
    }

    @Override
    public <T> T inTransaction(Connection connection, Function<StoreTransaction, T> work) {
        return open().inTransaction(connection, work);
    }

    @Override
    public Optional<SnapshotWriter> snapshotWriter() {
        return open().snapshotWriter();
    }

    @Override
    public boolean gainsFromGroupCommit() {
        return open().gainsFromGroupCommit();
    }

    @Override
    public <T> T read(Function<StoreReader, T> work) {
        return open().read(work);
    }

    @Override
    public NotificationOutbox outbox() {
        return open().outbox();
    }

    @Override
    public WebhookInbox inbox() {
        return open().inbox();
    }

    @Override
    public void publish(Catalog catalog) {
        open().publish(catalog);
    }

    @Override
    public List<String> defects() {
        return open().defects();
    }

    @Override
    public void close() {
        closed = true;
        store.close();
    }
}
