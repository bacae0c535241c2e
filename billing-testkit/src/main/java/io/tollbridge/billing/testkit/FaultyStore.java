// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.NotificationOutbox;
import io.tollbridge.billing.spi.SnapshotWriter;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.WebhookInbox;
import java.sql.Connection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Any store, failing on demand: before the work, before the commit, or after a commit that nobody is told of.
 *
 * <p>A transaction is every call of {@link #inTransaction}, every one of the {@link #snapshotWriter() snapshot writer} and
 * every one of the {@link #inbox() inbox} that writes. It passes the {@link StoreFault}s in their order, and each of them counts for itself how many have come by: the third
 * {@code COMMIT_LOST} is the third transaction whose work was done. While the store {@link #goDown() is down}, reads
 * fail too. On the host's connection the commit is the host's, so that {@code ANSWER_LOST} never strikes there; on the
 * inbox, whose calls are one step, only {@code UNAVAILABLE} and {@code ANSWER_LOST} strike.
 *
 * <p>Thread-safe. With several threads, which transaction is the n-th depends on how they run; take
 * {@link #transactions(StoreFault)} into the assertion rather than a fixed thread.
 */
public final class FaultyStore implements BillingStore {
    private final BillingStore store;
    private final FaultSchedule<StoreFault> schedule = new FaultSchedule<>(StoreFault.class);
    private final WebhookInbox inbox;

    private FaultyStore(BillingStore store) {
        this.store = store;
        inbox = new FaultyInbox(store.inbox(), this);
    }

    /** The given store, sound as long as no fault is asked for. Closing the one closes the other. */
    public static FaultyStore around(BillingStore store) {
        return new FaultyStore(store);
    }

    /** Strikes the n-th transaction from now, 1 for the next, that comes by the fault. */
    public void failAt(StoreFault fault, long nth) {
        schedule.at(fault, nth, false);
    }

    /**
     * Like {@link #failAt}, and nothing gets through any more afterwards, as for a process that was killed at that very
     * moment: whatever it tries is {@code STORE_FAILED}, which nobody repeats, so that a test does not wait for the
     * dead. Build the next service on the store inside, or {@link #heal()}.
     */
    public void crashAt(StoreFault fault, long nth) {
        schedule.at(fault, nth, true);
    }

    /**
     * Strikes at random, but the same for the same seed and order of transactions.
     *
     * @param seed where the randomness begins
     * @param oneIn each fault strikes one of so many transactions on average
     * @param fault a fault to strike with
     * @param more further ones
     */
    public void failRandomly(long seed, int oneIn, StoreFault fault, StoreFault... more) {
        schedule.randomly(seed, oneIn, EnumSet.of(fault, more));
    }

    /** Lets nothing through, reads included, until {@link #heal()}. */
    public void goDown() {
        schedule.takeDown();
    }

    /** Ends every fault, present and planned. */
    public void heal() {
        schedule.heal();
    }

    /** How many transactions have come by the fault so far. */
    public long transactions(StoreFault fault) {
        return schedule.passed(fault);
    }

    /** How many faults have struck so far. Being down is not counted. */
    public long struck() {
        return schedule.struck();
    }

    @Override
    public <T> T inTransaction(Function<StoreTransaction, T> work) {
        strike(StoreFault.UNAVAILABLE);
        T result = store.inTransaction(breaking(work));
        strike(StoreFault.ANSWER_LOST);
        return result;
    }

    @Override
    public <T> T inTransaction(Connection connection, Function<StoreTransaction, T> work) {
        strike(StoreFault.UNAVAILABLE);
        return store.inTransaction(connection, breaking(work));
    }

    @Override
    public Optional<SnapshotWriter> snapshotWriter() {
        return store.snapshotWriter().map(writer -> changes -> {
            strike(StoreFault.UNAVAILABLE);
            strike(StoreFault.CONTENTION);
            strike(StoreFault.FAILED);
            strike(StoreFault.COMMIT_LOST);
            Set<String> written = writer.write(changes);
            strike(StoreFault.ANSWER_LOST);
            return written;
        });
    }

    @Override
    public boolean gainsFromGroupCommit() {
        return store.gainsFromGroupCommit();
    }

    @Override
    public <T> T read(Function<StoreReader, T> work) {
        checkUp();
        return store.read(work);
    }

    @Override
    public WebhookInbox inbox() {
        return inbox;
    }

    @Override
    public NotificationOutbox outbox() {
        checkUp();
        return store.outbox();
    }

    @Override
    public void publish(Catalog catalog) {
        checkUp();
        store.publish(catalog);
    }

    @Override
    public List<String> defects() {
        return read(store::defects);
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> Function<StoreTransaction, T> breaking(Function<StoreTransaction, T> work) {
        return transaction -> {
            T result = work.apply(transaction);
            if (schedule.isDown()) {
                throw failure(StoreFault.COMMIT_LOST);
            }
            strike(StoreFault.CONTENTION);
            strike(StoreFault.FAILED);
            strike(StoreFault.COMMIT_LOST);
            return result;
        };
    }

    /** A write that is one step for its caller. */
    <T> T write(Supplier<T> step) {
        strike(StoreFault.UNAVAILABLE);
        T result = step.get();
        strike(StoreFault.ANSWER_LOST);
        return result;
    }

    /** A read. */
    <T> T read(Supplier<T> step) {
        checkUp();
        return step.get();
    }

    private void strike(StoreFault fault) {
        if (schedule.isDown()) {
            throw downAt(fault);
        } else if (schedule.strikes(fault)) {
            throw failure(fault);
        }
    }

    private void checkUp() {
        if (schedule.isDown()) {
            throw downAt(StoreFault.UNAVAILABLE);
        }
    }

    private BillingStoreException downAt(StoreFault point) {
        return failure(schedule.isCrashed() ? StoreFault.FAILED : point);
    }

    private static BillingStoreException failure(StoreFault fault) {
        return new BillingStoreException(fault.code(), fault.message() + " (a fault of the test)", null);
    }
}
