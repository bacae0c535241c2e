// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.NotificationOutbox;
import io.tollbridge.billing.spi.SnapshotWriter;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.WebhookInbox;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A store that keeps everything in memory, for tests: the transactions, locks, snapshots and constraints of a database,
 * without one. It keeps {@link BillingStoreContract} like every other store.
 *
 * <p>Transactions that lock different tenants run side by side; one that waits for a tenant for more than ten seconds
 * fails with {@code STORE_CONTENTION}. It cannot take part in a JDBC transaction of the host and has no reports, so that
 * {@link #publish} does nothing. {@link #close()} does nothing either: a second service on the same store finds what the
 * first one left, as after a restart. When the store is garbage, so are the data.
 *
 * <p>Thread-safe.
 */
public final class InMemoryBillingStore implements BillingStore {
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

    private final Committed committed = new Committed();
    private final LockTable locks;
    private final WebhookInbox inbox = new MemoryInbox(committed);
    private final NotificationOutbox outbox = new MemoryOutbox(committed);

    InMemoryBillingStore(Duration lockTimeout) {
        locks = new LockTable(lockTimeout);
    }

    /** An empty store. */
    public static InMemoryBillingStore create() {
        return new InMemoryBillingStore(LOCK_TIMEOUT);
    }

    @Override
    public <T> T inTransaction(Function<StoreTransaction, T> work) {
        try (MemoryTransaction transaction = new MemoryTransaction(committed, locks)) {
            T result = work.apply(transaction);
            transaction.commit();
            return result;
        }
    }

    /**
     * Refuses: there is no JDBC transaction that this store could join.
     *
     * @throws BillingConfigurationException always
     */
    @Override
    public <T> T inTransaction(Connection connection, Function<StoreTransaction, T> work) {
        throw new BillingConfigurationException("the in-memory store cannot join a JDBC transaction: use the store of "
                + "billing-jdbc on the database of that connection (H2 runs inside the process), or call without a "
                + "connection");
    }

    @Override
    public Optional<SnapshotWriter> snapshotWriter() {
        return Optional.of(new MemorySnapshotWriter(committed, locks));
    }

    @Override
    public <T> T read(Function<StoreReader, T> work) {
        try (MemoryReader reader = new MemoryReader(committed.current())) {
            return work.apply(reader);
        }
    }

    @Override
    public WebhookInbox inbox() {
        return inbox;
    }

    @Override
    public NotificationOutbox outbox() {
        return outbox;
    }

    /** Does nothing: this store has no reports that would need the plans. */
    @Override
    public void publish(Catalog catalog) {}

    /** Does nothing: what is stored stays, for the next service on this store. */
    @Override
    public void close() {}

    /** What the store holds in memory, in few words. */
    @Override
    public String toString() {
        Snapshot now = committed.current();
        return "InMemoryBillingStore[" + now.tenants().size() + " tenants, "
                + now.inbox().numbers().size() + " webhook events, " + locks.size() + " tenants locked]";
    }
}
