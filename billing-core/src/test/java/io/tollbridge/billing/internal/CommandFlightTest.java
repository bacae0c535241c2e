// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.internal.FakeStore.Fault;
import io.tollbridge.billing.internal.commit.Call;
import io.tollbridge.billing.internal.commit.CommitQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A batch fails in parts only: each call gets its own outcome. */
@Timeout(60)
class CommandFlightTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private final FakeStore store = new FakeStore();
    private final AccountDecider decider = new AccountDecider(Catalog.builder().build(), CreditPolicy.DEFAULT);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CommandFlight flight = new CommandFlight(store, decider, () -> NOW, new AccountCache(10), () -> {});

    private static Command lot(String tenant, long credits) {
        return new Command.AddLot(
                tenant, OperationKey.caller("lot", 1), Grant.Source.PURCHASE, credits, null, false, Attribution.NONE);
    }

    private static Command deduct(String tenant, String key, long credits) {
        return new Command.Deduct(tenant, OperationKey.caller(key, 1), "LLM", credits, ShortfallPolicy.REFUSE);
    }

    /** Has the commands carried out in one batch. */
    private List<CompletableFuture<CommandResult>> together(List<Command> commands, Fault... faults) {
        List<CompletableFuture<CommandResult>> results = new ArrayList<>();
        CountDownLatch flying = new CountDownLatch(1);
        try (CommitQueue<Command, CommandResult> queue = new CommitQueue<>(GroupCommit.DEFAULT, (calls, mayWait) -> {
            flying.countDown();
            await(gate);
            Collection<Call<Command, CommandResult>> left = flight.fly(calls, mayWait);
            if (calls.get(0).tenantId().equals("nobody")) {
                store.faults.addAll(List.of(faults));
            }
            return left;
        })) {
            CompletableFuture<CommandResult> first = queue.submit("nobody", deduct("nobody", "k", 1), result -> result);
            await(flying);
            commands.forEach(command -> results.add(queue.submit(command.tenantId(), command, result -> result)));
            gate.countDown();
            first.join();
        }
        return results;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static Throwable failure(CompletableFuture<CommandResult> result) {
        try {
            throw new AssertionError("it came to " + result.join());
        } catch (CompletionException failed) {
            return requireNonNull(failed.getCause());
        }
    }

    private long balance(String tenant) {
        return store.rows().tenant(tenant).account.bundleCredits();
    }

    @Test
    void aPoisonousCommandHarmsOnlyItself() {
        List<CompletableFuture<CommandResult>> results = together(List.of(
                lot("a", 100),
                deduct("a", "k1", 10),
                // why poisonous: the end of its time is beyond what a time can be
                new Command.PlaceHold("a", OperationKey.caller("h", 1), "LLM", 1, Duration.ofSeconds(Long.MAX_VALUE)),
                deduct("a", "k2", 20),
                lot("b", 5)));
        assertThat(failure(results.get(2))).isNotInstanceOf(BillingStoreException.class);
        assertThat(results.get(1).join()).isInstanceOf(CommandResult.Decided.class);
        assertThat(results.get(3).join()).isInstanceOf(CommandResult.Decided.class);
        assertThat(balance("a")).isEqualTo(70);
        assertThat(balance("b")).isEqualTo(5);
    }

    @Test
    void anUnknownCommitOfABatchIsLookedUpForEachCall() {
        List<CompletableFuture<CommandResult>> results =
                together(List.of(lot("a", 100), deduct("a", "k1", 10), deduct("a", "k2", 20)), Fault.UNKNOWN_WRITTEN);
        results.forEach(CompletableFuture::join);
        assertThat(results.get(1).join()).isInstanceOf(CommandResult.Repeated.class);
        assertThat(balance("a")).isEqualTo(70);
    }

    @Test
    void contentionThatNeverEndsHarmsOnlyWhoseItIs() {
        store.contendedTenant = "b";
        List<CompletableFuture<CommandResult>> results = together(
                List.of(lot("a", 100), deduct("a", "k1", 10), lot("b", 5), deduct("a", "k2", 20), lot("c", 7)));
        assertThat(failure(results.remove(2)))
                .isInstanceOfSatisfying(
                        BillingStoreException.class,
                        told -> assertThat(told.code()).isEqualTo(ErrorCode.STORE_CONTENTION));
        results.forEach(CompletableFuture::join);
        assertThat(balance("a")).isEqualTo(70);
        assertThat(balance("c")).isEqualTo(7);
    }

    @Test
    void anUnknownOutcomeDoesNotMakeAPoisonousCommandHarmTheOthers() {
        List<CompletableFuture<CommandResult>> results = together(
                List.of(lot("a", 100), deduct("a", "k1", 10), lot("b", 5)),
                // written, then refused as a whole; each half is asked for by itself
                Fault.UNKNOWN_WRITTEN,
                Fault.FAILED);
        results.forEach(CompletableFuture::join);
        assertThat(results.get(1).join()).isInstanceOf(CommandResult.Repeated.class);
        assertThat(balance("a")).isEqualTo(90);
        assertThat(balance("b")).isEqualTo(5);
    }

    @Test
    void aBatchWhoseOutcomeStaysUnknownIsToldSoToEveryone() {
        CommandExecutor direct = new CommandExecutor(store, decider, () -> NOW);
        direct.execute(lot("a", 100));
        List<CompletableFuture<CommandResult>> results = together(
                List.of(deduct("a", "k1", 10), deduct("a", "k2", 20)),
                Stream.concat(Stream.of(Fault.UNKNOWN_WRITTEN), Collections.nCopies(7, Fault.UNAVAILABLE).stream())
                        .toArray(Fault[]::new));
        for (CompletableFuture<CommandResult> result : results) {
            assertThat(failure(result))
                    .isInstanceOfSatisfying(
                            BillingStoreException.class,
                            unknown -> assertThat(unknown.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
        }
        assertThat(direct.execute(deduct("a", "k1", 10))).isInstanceOf(CommandResult.Repeated.class);
        assertThat(balance("a")).isEqualTo(70);
        direct.close();
    }
}
