// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.StoreTransaction;
import java.sql.Connection;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Runs commands in transactions of the store and repeats a transaction that lost against others or whose outcome is
 * unknown. Repeating is safe: each command has a key that is looked up first, or changes nothing the second time.
 */
final class CommandExecutor {
    private static final int ATTEMPTS = 8;
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final BillingStore store;
    private final AccountDecider decider;
    private final InstantSource clock;

    CommandExecutor(BillingStore store, AccountDecider decider, InstantSource clock) {
        this.store = store;
        this.decider = decider;
        this.clock = clock;
    }

    /** Carries out one command in a transaction of its own. */
    CommandResult execute(Command command) {
        return inTransaction(
                transaction -> execute(transaction, List.of(command)).get(0));
    }

    /** Carries out one command inside the host's transaction. Never repeated: the transaction is the host's. */
    CommandResult execute(Connection connection, Command command) {
        return store.inTransaction(
                connection,
                transaction -> execute(transaction, List.of(command)).get(0));
    }

    /** Carries out commands in order inside a transaction that the caller owns. */
    List<CommandResult> execute(StoreTransaction transaction, List<Command> commands) {
        return new BatchFold(decider, transaction, clock.instant().truncatedTo(ChronoUnit.MILLIS)).execute(commands);
    }

    /** Runs repeatable work in a transaction, again when the store says that it is worth it. */
    <T> T inTransaction(Function<StoreTransaction, T> work) {
        BillingStoreException unknown = null;
        List<BillingStoreException> earlier = new ArrayList<>();
        for (int attempt = 1; ; attempt++) {
            try {
                return store.inTransaction(work);
            } catch (BillingStoreException failure) {
                if (failure.code() == ErrorCode.OUTCOME_UNKNOWN) {
                    unknown = failure;
                }
                boolean repeat = failure.code() == ErrorCode.STORE_CONTENTION
                        || (unknown != null && failure.code() != ErrorCode.STORE_FAILED);
                if (!repeat || attempt == ATTEMPTS) {
                    // why: once an outcome was unknown, a later failure to ask again does not make it known
                    throw withOthers(unknown == null ? failure : unknown, earlier, failure);
                }
                earlier.add(failure);
                pause(attempt);
            }
        }
    }

    private static BillingStoreException withOthers(
            BillingStoreException thrown, List<BillingStoreException> earlier, BillingStoreException last) {
        for (BillingStoreException other : earlier) {
            if (other != thrown) {
                thrown.addSuppressed(other);
            }
        }
        if (last != thrown) {
            thrown.addSuppressed(last);
        }
        return thrown;
    }

    private static void pause(int attempt) {
        long longest = FIRST_PAUSE_NANOS << attempt;
        LockSupport.parkNanos(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2));
    }
}
