// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.internal.commit.Call;
import io.tollbridge.billing.internal.commit.Flight;
import io.tollbridge.billing.spi.BillingStore;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries batches of commands out. What it can it decides on remembered accounts and writes in one step; everything else
 * goes the exact way: one transaction that locks, reads, decides and writes. Both use the same {@link Fold}.
 */
final class CommandFlight implements Flight<Command, CommandResult> {
    private final BillingStore store;
    private final AccountDecider decider;
    private final InstantSource clock;
    private final AccountCache cache;
    private final @Nullable SnapshotPath snapshots;
    private final Runnable purchaseBegun;

    CommandFlight(
            BillingStore store,
            AccountDecider decider,
            InstantSource clock,
            AccountCache cache,
            Runnable purchaseBegun) {
        this.purchaseBegun = purchaseBegun;
        this.store = store;
        this.decider = decider;
        this.clock = clock;
        this.cache = cache;
        snapshots = store.snapshotWriter()
                .map(writer -> new SnapshotPath(writer, decider, clock, cache))
                .orElse(null);
    }

    @Override
    public Collection<Call<Command, CommandResult>> fly(List<Call<Command, CommandResult>> calls, boolean mayWait) {
        List<Call<Command, CommandResult>> left = calls;
        if (snapshots != null && !mayWait) {
            try {
                left = snapshots.fly(calls);
            } catch (BillingStoreException unavailable) {
                return failed(calls, unavailable);
            }
        }
        return left.isEmpty() ? List.of() : exactly(left, mayWait, false);
    }

    /**
     * Returns the calls of tenants whom others have locked.
     *
     * @param part whether the calls are what is left of a batch that failed
     */
    private Collection<Call<Command, CommandResult>> exactly(
            List<Call<Command, CommandResult>> calls, boolean mayWait, boolean part) {
        List<Command> commands = calls.stream().map(Call::command).toList();
        BillingStoreException doubt = doubt(calls);
        Attempts attempts = part || calls.size() > 1 ? Attempts.atBatch(doubt) : new Attempts(doubt);
        try {
            Done done = CommandExecutor.inTransaction(
                    store,
                    transaction -> {
                        BatchFold fold = new BatchFold(
                                decider, transaction, clock.instant().truncatedTo(ChronoUnit.MILLIS));
                        List<CommandResult> results =
                                mayWait ? fold.execute(commands) : fold.executeUnlessBusy(commands);
                        return new Done(results, fold);
                    },
                    attempts);
            cache.putAll(done.fold().after());
            if (done.fold().beginsPurchase()) {
                purchaseBegun.run();
            }
            return settle(calls, done.results(), attempts.unknown());
        } catch (RuntimeException failure) {
            BillingStoreException unknown = attempts.unknown();
            if (unknown != null) {
                calls.forEach(call -> call.doubt(unknown));
            }
            // why the last one: what is told may be an earlier one, whose outcome is unknown
            BillingStoreException last = failure instanceof BillingStoreException ? attempts.last() : null;
            return calls.size() > 1 && isOfOneCommand(last == null ? failure : last)
                    ? inHalves(calls, mayWait)
                    : failed(calls, failure);
        }
    }

    /** True when it may be one command's fault, so that the others can do without it. */
    private static boolean isOfOneCommand(RuntimeException failure) {
        // why contention: one account may be such that its rows are always there already, say after a restored backup
        return !(failure instanceof BillingStoreException store)
                || store.code() == ErrorCode.STORE_FAILED
                || store.code() == ErrorCode.STORE_CONTENTION;
    }

    private static List<Call<Command, CommandResult>> failed(
            List<Call<Command, CommandResult>> calls, RuntimeException failure) {
        calls.forEach(call -> call.fail(ofCall(call, failure, calls.size() > 1)));
        return List.of();
    }

    private record Done(List<CommandResult> results, BatchFold fold) {}

    /** The batch again, smaller, so that in the end a poisonous command stands alone and harms only itself. */
    private Collection<Call<Command, CommandResult>> inHalves(
            List<Call<Command, CommandResult>> calls, boolean mayWait) {
        int half = calls.size() / 2;
        List<Call<Command, CommandResult>> first = calls.subList(0, half);
        List<Call<Command, CommandResult>> second = calls.subList(half, calls.size());
        Collection<Call<Command, CommandResult>> busy = exactly(first, mayWait, true);
        if (busy.isEmpty()) {
            return exactly(second, mayWait, true);
        }
        List<Call<Command, CommandResult>> left = new ArrayList<>(busy);
        List<String> waiting = busy.stream().map(Call::tenantId).toList();
        List<Call<Command, CommandResult>> free = new ArrayList<>();
        // why: a tenant whose earlier calls wait must not have its later ones carried out first
        second.forEach(call -> (waiting.contains(call.tenantId()) ? left : free).add(call));
        if (!free.isEmpty()) {
            left.addAll(exactly(free, mayWait, true));
        }
        return left;
    }

    private static List<Call<Command, CommandResult>> settle(
            List<Call<Command, CommandResult>> calls,
            List<CommandResult> results,
            @Nullable BillingStoreException unknown) {
        List<Call<Command, CommandResult>> busy = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            Call<Command, CommandResult> call = calls.get(i);
            CommandResult result = results.get(i);
            if (result instanceof CommandResult.Busy) {
                if (unknown != null) {
                    call.doubt(unknown);
                }
                busy.add(call);
            } else {
                call.succeed(result);
            }
        }
        return busy;
    }

    private static @Nullable BillingStoreException doubt(List<Call<Command, CommandResult>> calls) {
        for (Call<Command, CommandResult> call : calls) {
            if (call.doubt() instanceof BillingStoreException unknown) {
                return unknown;
            }
        }
        return null;
    }

    /** What one caller is told: a failure of its own where others are told of it too. */
    private static RuntimeException ofCall(
            Call<Command, CommandResult> call, RuntimeException failure, boolean shared) {
        RuntimeException doubt = call.doubt();
        boolean known = !(failure instanceof BillingStoreException store && store.code() == ErrorCode.OUTCOME_UNKNOWN);
        if (doubt != null && known) {
            return new BillingStoreException(ErrorCode.OUTCOME_UNKNOWN, String.valueOf(doubt.getMessage()), failure);
        }
        return shared && failure instanceof BillingStoreException store
                ? new BillingStoreException(store.code(), String.valueOf(store.getMessage()), store)
                : failure;
    }
}
