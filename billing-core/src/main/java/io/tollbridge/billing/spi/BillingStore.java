// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.catalog.Catalog;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where accounts, ledger and webhooks are kept. Implementations only load and save: every rule is in the core.
 * Implementations are thread-safe.
 *
 * <p>Every failure is a {@link BillingStoreException} whose code tells what is known: {@code STORE_UNAVAILABLE}: no
 * connection, nothing written; {@code STORE_CONTENTION}: deadlock or serialization failure, nothing written, worth
 * repeating at once; {@code OUTCOME_UNKNOWN}: the connection was lost while committing; {@code STORE_FAILED}: anything
 * else, nothing written. Exceptions that the work itself throws pass through unchanged.
 */
public interface BillingStore extends AutoCloseable {
    /** Runs the work in a transaction of its own: commits when it returns, rolls back when it throws. No retries. */
    <T> T inTransaction(Function<StoreTransaction, T> work);

    /**
     * Runs the work on the host's connection, inside the host's transaction. Never commits, rolls back, closes or
     * reconfigures it. When the work throws, what it had written is undone to a savepoint, so that the host may go on.
     */
    <T> T inTransaction(Connection connection, Function<StoreTransaction, T> work);

    /** Writes what was decided without a lock; empty, as by default, when the store cannot. */
    default Optional<SnapshotWriter> snapshotWriter() {
        return Optional.empty();
    }

    /** True, as by default, when several commands in one transaction cost less than each in its own. */
    default boolean gainsFromGroupCommit() {
        return true;
    }

    /** Runs the work on one consistent snapshot of what is committed. */
    <T> T read(Function<StoreReader, T> work);

    /** The webhook inbox. */
    WebhookInbox inbox();

    /** Notifications to be delivered; by default none ever are. */
    default NotificationOutbox outbox() {
        return NotificationOutbox.NONE;
    }

    /** Writes the catalog's plans down, for reports. Safe to repeat and on several nodes at once. */
    void publish(Catalog catalog);

    /**
     * What is wrong with the tables, each with the fix; empty when nothing is, or when there is nothing to look at. Changes
     * nothing.
     */
    default List<String> defects() {
        return List.of();
    }

    /** Releases what the store itself opened; a data source that the host gave stays open. Safe to repeat. */
    @Override
    void close();
}
