// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.internal.commit.CommitQueue;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.StoreTransaction;
import java.sql.Connection;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Runs commands in transactions of the store and repeats a transaction that lost against others or whose outcome is
 * unknown. Repeating is safe: each command has a key that is looked up first, or changes nothing the second time.
 * Concurrent commands share transactions where that is wanted. Thread-safe.
 */
final class CommandExecutor implements AutoCloseable {
    private final BillingStore store;
    private final AccountDecider decider;
    private final InstantSource clock;
    private final CommitQueue<Command, CommandResult> queue;
    private final boolean shared;
    private final Runnable purchaseBegun;
    private final Signals signals;
    private volatile boolean closed;

    /** An executor that gives each command a transaction of its own. */
    CommandExecutor(BillingStore store, AccountDecider decider, InstantSource clock) {
        this(store, decider, clock, GroupCommit.DEFAULT.use(GroupCommit.Use.NEVER));
    }

    /** An executor that nobody listens to. */
    CommandExecutor(BillingStore store, AccountDecider decider, InstantSource clock, GroupCommit settings) {
        this(store, decider, clock, settings, () -> {}, Signals.NONE);
    }

    /**
     * An executor that shares transactions as the settings say.
     *
     * @param purchaseBegun is run after a commit with purchases that wait for being carried out
     */
    CommandExecutor(
            BillingStore store,
            AccountDecider decider,
            InstantSource clock,
            GroupCommit settings,
            Runnable purchaseBegun,
            Signals signals) {
        this.purchaseBegun = purchaseBegun;
        this.signals = signals;
        this.store = store;
        this.decider = decider;
        this.clock = clock;
        shared = switch (settings.use()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case WHERE_IT_HELPS -> store.gainsFromGroupCommit();
        };
        CommandFlight flight =
                new CommandFlight(store, decider, clock, new AccountCache(settings.accounts()), purchaseBegun);
        queue = new CommitQueue<>(settings, signals.heard() ? new TimedFlight(flight, clock, signals) : flight);
    }

    /** Carries out one command, in a transaction of its own or in one that it shares. */
    CommandResult execute(Command command) {
        CommandResult result = null;
        try {
            result = carryOut(command);
            return result;
        } finally {
            signals.answered(command, result);
        }
    }

    private CommandResult carryOut(Command command) {
        if (shared) {
            return queue.run(command.tenantId(), command);
        }
        if (closed) {
            throw CommitQueue.closed();
        }
        boolean[] begun = {false};
        CommandResult result = inTransaction(transaction -> {
            BatchFold fold = fold(transaction);
            CommandResult one = fold.execute(List.of(command)).get(0);
            begun[0] = fold.beginsPurchase();
            return one;
        });
        if (begun[0]) {
            purchaseBegun.run();
        }
        return result;
    }

    /**
     * Carries out one command in a shared transaction, without a thread that waits for it.
     *
     * @param meaning what the future is completed with; it fails with what this throws
     */
    <T> CompletableFuture<T> executeAsync(Command command, Function<CommandResult, T> meaning) {
        if (!signals.heard()) {
            return queue.submit(command.tenantId(), command, meaning);
        }
        AtomicBoolean answered = new AtomicBoolean();
        return queue.submit(command.tenantId(), command, result -> {
                    answered.set(true);
                    signals.answered(command, result);
                    return meaning.apply(result);
                })
                .whenComplete((told, failure) -> {
                    if (!answered.get()) {
                        signals.answered(command, null);
                    }
                });
    }

    /** Carries out one command inside the host's transaction. Never repeated: the transaction is the host's. */
    CommandResult execute(Connection connection, Command command) {
        return store.inTransaction(
                connection,
                transaction -> execute(transaction, List.of(command)).get(0));
    }

    /** Carries out commands in order inside a transaction that the caller owns. */
    List<CommandResult> execute(StoreTransaction transaction, List<Command> commands) {
        return fold(transaction).execute(commands);
    }

    /** What carries out commands inside a transaction that the caller owns, for one use. */
    BatchFold fold(StoreTransaction transaction) {
        return new BatchFold(decider, transaction, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /** Runs repeatable work in a transaction, again when the store says that it is worth it. */
    <T> T inTransaction(Function<StoreTransaction, T> work) {
        return inTransaction(store, work, new Attempts(null));
    }

    static <T> T inTransaction(BillingStore store, Function<StoreTransaction, T> work, Attempts attempts) {
        while (true) {
            try {
                return store.inTransaction(work);
            } catch (BillingStoreException failure) {
                attempts.again(failure);
            }
        }
    }

    /** Has everything carried out that waits, and refuses what comes. */
    @Override
    public void close() {
        closed = true;
        queue.close();
    }
}
