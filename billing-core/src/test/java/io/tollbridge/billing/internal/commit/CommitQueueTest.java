// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tollbridge.billing.BillingFailure;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.GroupCommit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls share flights, keep their order, and are always answered. */
@Timeout(60)
class CommitQueueTest {
    private static final GroupCommit SETTINGS = GroupCommit.DEFAULT.lanes(1);

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final Flights flights = new Flights();
    private CommitQueue<Integer, String> queue = new CommitQueue<>(SETTINGS, flights);

    /** Answers each command with itself; stands still while it is held. */
    private static final class Flights implements Flight<Integer, String> {
        final List<List<Integer>> flown = Collections.synchronizedList(new ArrayList<>());
        final Map<String, List<Integer>> ofTenant = new ConcurrentHashMap<>();
        final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        final Set<String> locked = ConcurrentHashMap.newKeySet();
        final Semaphore gate = new Semaphore(0);
        final Semaphore lockGate = new Semaphore(0);
        volatile boolean held;

        List<Integer> of(String tenant) {
            return ofTenant.getOrDefault(tenant, List.of());
        }

        @Override
        public Collection<Call<Integer, String>> fly(List<Call<Integer, String>> calls, boolean mayWait) {
            threads.add(Thread.currentThread());
            List<Call<Integer, String>> left = new ArrayList<>();
            flown.add(calls.stream().map(Call::command).toList());
            if (held && !mayWait) {
                gate.acquireUninterruptibly();
            }
            // why a copy: a flight finds all calls of a tenant locked, or none
            Set<String> lockedNow = Set.copyOf(locked);
            for (Call<Integer, String> call : calls) {
                if (lockedNow.contains(call.tenantId())) {
                    if (!mayWait) {
                        left.add(call);
                        continue;
                    }
                    lockGate.acquireUninterruptibly();
                }
                ofTenant.computeIfAbsent(call.tenantId(), t -> Collections.synchronizedList(new ArrayList<>()))
                        .add(call.command());
                if (call.command() < 0) {
                    call.fail(new IllegalArgumentException("command " + call.command()));
                } else {
                    call.succeed("done " + call.command());
                }
            }
            return left;
        }
    }

    @AfterEach
    void end() {
        flights.held = false;
        flights.gate.release(1_000);
        flights.lockGate.release(1_000);
        queue.close();
        callers.shutdownNow();
    }

    private Future<String> call(String tenant, int command) {
        return callers.submit(() -> queue.run(tenant, command));
    }

    private CompletableFuture<String> submit(String tenant, int command) {
        return queue.submit(tenant, command, answer -> answer);
    }

    /** Begins a flight that stands still, with this call alone in it. */
    private Future<String> hold(String tenant, int command) {
        flights.held = true;
        Future<String> first = call(tenant, command);
        await().until(() -> flights.flown.size() == 1);
        return first;
    }

    /** Begins calls one after the other, so that they wait in this order. */
    private List<Future<String>> waiting(int count, int from, String tenant) {
        List<Future<String>> waiting = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            CountDownLatch begun = new CountDownLatch(1);
            int command = i;
            Thread[] thread = new Thread[1];
            waiting.add(callers.submit(() -> {
                thread[0] = Thread.currentThread();
                begun.countDown();
                return queue.run(tenant, command);
            }));
            await().until(() -> begun.getCount() == 0);
            await().pollInterval(Duration.ofMillis(1)).until(() -> thread[0].getState() == Thread.State.TIMED_WAITING);
        }
        return waiting;
    }

    private static void failsWith(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        BillingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    @Test
    void anIdleQueueFliesAtOnceInTheCallersThread() {
        assertThat(queue.run("a", 1)).isEqualTo("done 1");
        assertThat(queue.run("b", 2)).isEqualTo("done 2");
        assertThat(flights.flown).containsExactly(List.of(1), List.of(2));
        assertThat(flights.threads).containsOnly(Thread.currentThread());
    }

    @Test
    void whatComesDuringAFlightFliesTogetherInOrder() throws Exception {
        Future<String> first = hold("a", 0);
        List<Future<String>> rest = waiting(5, 1, "a");
        flights.held = false;
        flights.gate.release();
        assertThat(first.get()).isEqualTo("done 0");
        for (int i = 0; i < rest.size(); i++) {
            assertThat(rest.get(i).get()).isEqualTo("done " + (i + 1));
        }
        assertThat(flights.flown).containsExactly(List.of(0), List.of(1, 2, 3, 4, 5));
    }

    @Test
    void aFailureIsOfItsOwnCallOnly() throws Exception {
        Future<String> first = hold("a", 0);
        List<Future<String>> good = waiting(1, 1, "a");
        List<Future<String>> bad = waiting(1, -7, "a");
        flights.held = false;
        flights.gate.release();
        assertThat(first.get()).isEqualTo("done 0");
        assertThat(good.get(0).get()).isEqualTo("done 1");
        assertThatThrownBy(bad.get(0)::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessage("command -7");
    }

    @Test
    void anErrorOfTheFlightIsToldToEveryoneInItAndTheNextFlightIsSound() throws Exception {
        boolean[] broken = {true};
        queue.close();
        queue = new CommitQueue<>(SETTINGS, (calls, mayWait) -> {
            if (broken[0]) {
                throw new AssertionError("broken");
            }
            return flights.fly(calls, mayWait);
        });
        assertThatThrownBy(() -> queue.run("a", 1)).isInstanceOf(AssertionError.class);
        broken[0] = false;
        assertThat(queue.run("a", 2)).isEqualTo("done 2");
    }

    @Test
    void aCallThatAFlightForgotFailsInsteadOfWaitingForEver() {
        queue.close();
        queue = new CommitQueue<>(SETTINGS, (calls, mayWait) -> List.of());
        assertThatThrownBy(() -> queue.run("a", 1)).hasMessageContaining("unanswered");
    }

    @Test
    void aCallWhoseTurnDoesNotComeInTimeIsGivenUpAndNeverCarriedOut() throws Exception {
        queue.close();
        queue = new CommitQueue<>(SETTINGS.timeout(Duration.ofMillis(500)), flights);
        Future<String> first = hold("a", 0);
        failsWith(() -> queue.run("a", 1), ErrorCode.OVERLOADED);
        CompletableFuture<String> async = submit("a", 2);
        await().pollDelay(Duration.ofMillis(600)).until(() -> true);
        flights.held = false;
        flights.gate.release();
        assertThat(first.get()).isEqualTo("done 0");
        assertThatThrownBy(async::get).cause().hasMessageContaining("waited");
        assertThat(queue.run("a", 3)).isEqualTo("done 3");
        assertThat(flights.of("a")).containsExactly(0, 3);
    }

    @Test
    void aCallThatFliesIsNeverGivenUp() throws Exception {
        queue.close();
        queue = new CommitQueue<>(SETTINGS.timeout(Duration.ofMillis(20)), flights);
        Future<String> first = hold("a", 0);
        await().pollDelay(Duration.ofMillis(60)).until(() -> true);
        assertThat(first.isDone()).isFalse();
        flights.gate.release();
        assertThat(first.get()).isEqualTo("done 0");
    }

    @Test
    void moreThanTheQueueHoldsIsRefusedAtOnce() throws Exception {
        queue.close();
        queue = new CommitQueue<>(SETTINGS.queue(3), flights);
        Future<String> first = hold("a", 0);
        List<Future<String>> rest = waiting(2, 1, "a");
        failsWith(() -> queue.run("a", 9), ErrorCode.OVERLOADED);
        assertThatThrownBy(submit("a", 10)::get).cause().hasMessageContaining("GroupCommit.queue");
        flights.held = false;
        flights.gate.release();
        first.get();
        rest.get(1).get();
        assertThat(queue.run("a", 3)).isEqualTo("done 3");
        assertThat(flights.of("a")).containsExactly(0, 1, 2, 3);
    }

    @Test
    void manyWaitingCallsOfOtherTenantsFlyBesideAFlight() throws Exception {
        queue.close();
        queue = new CommitQueue<>(SETTINGS.lanes(2), flights, 3);
        Future<String> first = hold("a", 0);
        List<Future<String>> waiting = waiting(1, 1, "a");
        waiting.addAll(waiting(1, 2, "b"));
        // the third that waits begins the second flight, without the tenant who flies already
        Future<String> third = call("c", 3);
        await().until(() -> flights.flown.size() == 2);
        assertThat(flights.flown).containsExactly(List.of(0), List.of(2, 3));
        waiting.addAll(waiting(4, 4, "d"));
        assertThat(flights.flown).hasSize(2);
        flights.held = false;
        flights.gate.release(2);
        assertThat(first.get()).isEqualTo("done 0");
        assertThat(third.get()).isEqualTo("done 3");
        for (Future<String> one : waiting) {
            one.get();
        }
        assertThat(flights.of("a")).containsExactly(0, 1);
    }

    @Test
    void callsOfATenantWhoFliesNeverFlyBesideThatFlight() throws Exception {
        queue.close();
        queue = new CommitQueue<>(SETTINGS.lanes(4), flights, 1);
        Future<String> first = hold("a", 0);
        List<Future<String>> waiting = waiting(5, 1, "a");
        assertThat(flights.flown).hasSize(1);
        flights.held = false;
        flights.gate.release();
        first.get();
        for (Future<String> one : waiting) {
            one.get();
        }
        assertThat(flights.of("a")).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void aBatchTakesTheOldest256() throws Exception {
        Future<String> first = hold("a", -1);
        List<CompletableFuture<String>> rest = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            rest.add(submit("t" + i % 3, i));
        }
        flights.held = false;
        flights.gate.release();
        CompletableFuture.allOf(rest.toArray(new CompletableFuture<?>[0])).get();
        assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);
        assertThat(flights.flown.stream().map(List::size)).containsExactly(1, 256, 256, 88);
        assertThat(flights.flown.stream().skip(1).flatMap(List::stream)).isSorted();
    }

    @Test
    void anAsynchronousCallNeverRunsInItsCallersThread() throws Exception {
        assertThat(submit("a", 1).get()).isEqualTo("done 1");
        assertThat(flights.threads).doesNotContain(Thread.currentThread());
    }

    @Test
    void aLockedTenantDelaysNobodyElseAndKeepsItsOrder() throws Exception {
        flights.locked.add("slow");
        List<CompletableFuture<String>> slow = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            slow.add(submit("slow", i));
            assertThat(queue.run("fast", 10 + i)).isEqualTo("done " + (10 + i));
        }
        assertThat(slow).noneMatch(CompletableFuture::isDone);
        flights.lockGate.release(3);
        for (CompletableFuture<String> each : slow) {
            each.get();
        }
        flights.locked.clear();
        assertThat(queue.run("slow", 4)).isEqualTo("done 4");
        assertThat(flights.of("slow")).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aCallBehindALockedTenantIsGivenUpInTime() throws Exception {
        queue.close();
        queue = new CommitQueue<>(SETTINGS.timeout(Duration.ofMillis(100)), flights);
        flights.locked.add("slow");
        Future<String> first = call("slow", 1);
        await().until(() -> flights.threads.size() == 2);
        failsWith(() -> queue.run("slow", 2), ErrorCode.OVERLOADED);
        flights.lockGate.release();
        assertThat(first.get()).isEqualTo("done 1");
        assertThat(flights.of("slow")).containsExactly(1);
    }

    @Test
    void closingCarriesOutWhatWaitsAndRefusesWhatComes() throws Exception {
        Future<String> first = hold("a", 0);
        List<Future<String>> rest = waiting(3, 1, "a");
        CompletableFuture<String> async = submit("b", 4);
        Future<?> close = callers.submit(() -> queue.close());
        await().until(() -> submit("c", 9).isCompletedExceptionally());
        failsWith(() -> queue.run("a", 9), ErrorCode.CLOSED);
        assertThat(close.isDone()).isFalse();
        flights.held = false;
        flights.gate.release();
        close.get();
        assertThat(first.get()).isEqualTo("done 0");
        assertThat(rest.get(2).get()).isEqualTo("done 3");
        assertThat(async.get()).isEqualTo("done 4");
        assertThatThrownBy(submit("a", 5)::get).cause().hasMessageContaining("closed");
    }

    @Test
    void closingReturnsWhenAllFuturesAreCompleteAlsoWhenTheCommonPoolIsBusy() throws Exception {
        CountDownLatch idle = new CountDownLatch(1);
        try {
            for (int i = 0; i <= ForkJoinPool.getCommonPoolParallelism(); i++) {
                ForkJoinPool.commonPool().execute(() -> awaitUninterruptibly(idle));
            }
            List<CompletableFuture<String>> sent = IntStream.range(-2, 300)
                    .mapToObj(i -> submit("t" + i % 3, i))
                    .toList();
            queue.close();
            assertThat(sent).allMatch(CompletableFuture::isDone);
            assertThat(sent.get(2).get()).isEqualTo("done 0");
            assertThatThrownBy(sent.get(0)::get).cause().hasMessage("command -2");
        } finally {
            idle.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatDependsOnAFutureMayCloseTheQueueAndFindsTheOthersComplete() throws Exception {
        Future<String> first = hold("a", 0);
        CompletableFuture<String> one = submit("b", 1);
        CompletableFuture<String> other = submit("b", 2);
        CompletableFuture<Boolean> othersComplete = one.thenApply(answer -> {
            queue.close();
            return other.isDone();
        });
        flights.held = false;
        flights.gate.release();
        assertThat(othersComplete.get()).isTrue();
        assertThat(other).isCompletedWithValue("done 2");
        assertThat(first.get()).isEqualTo("done 0");
        assertThat(flights.flown).containsExactly(List.of(0), List.of(1, 2));
    }

    @Test
    void aFutureFailsWithWhatItsMeaningThrows() {
        CompletableFuture<String> refused = queue.submit("a", 1, answer -> {
            throw new IllegalArgumentException("not " + answer);
        });
        assertThatThrownBy(refused::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessage("not done 1");
    }

    @Test
    void anInterruptIsKeptUntilTheOutcomeIsKnown() throws Exception {
        Future<String> first = hold("a", 0);
        Thread[] waiter = new Thread[1];
        Future<Boolean> interrupted = callers.submit(() -> {
            waiter[0] = Thread.currentThread();
            queue.run("a", 1);
            return Thread.currentThread().isInterrupted();
        });
        await().until(() -> waiter[0] != null && waiter[0].getState() == Thread.State.TIMED_WAITING);
        waiter[0].interrupt();
        flights.held = false;
        flights.gate.release();
        assertThat(first.get()).isEqualTo("done 0");
        assertThat(interrupted.get()).isTrue();
        assertThat(flights.of("a")).containsExactly(0, 1);
    }

    @Test
    void underLoadEveryCallIsCarriedOutOnceAndInTheOrderOfItsCaller() throws Exception {
        queue.close();
        Map<String, List<?>> flying = new ConcurrentHashMap<>();
        Flight<Integer, String> flight = (calls, mayWait) -> {
            for (Call<Integer, String> call : calls) {
                List<?> other = flying.putIfAbsent(call.tenantId(), calls);
                if (other != null && other != calls) {
                    throw new IllegalStateException("two flights at once with " + call.tenantId());
                }
            }
            Collection<Call<Integer, String>> left = flights.fly(calls, mayWait);
            if (ThreadLocalRandom.current().nextInt(4) == 0) {
                flights.locked.add("t" + ThreadLocalRandom.current().nextInt(8));
            } else {
                flights.locked.clear();
            }
            flying.values().removeIf(flown -> flown == calls);
            return left;
        };
        queue = new CommitQueue<>(SETTINGS.lanes(3), flight, 1);
        flights.lockGate.release(10_000_000);
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
            int caller = t;
            running.add(callers.submit(() -> {
                List<CompletableFuture<String>> sent = new ArrayList<>();
                for (int i = 0; i < 2_000; i++) {
                    int command = caller * 10_000 + i;
                    if (i % 3 == 0) {
                        sent.add(submit("t" + caller % 8, command));
                    } else {
                        assertThat(queue.run("t" + caller % 8, command)).isEqualTo("done " + command);
                    }
                }
                for (CompletableFuture<String> one : sent) {
                    one.get(30, TimeUnit.SECONDS);
                }
                return null;
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
        for (int caller = 0; caller < 16; caller++) {
            int from = caller * 10_000;
            assertThat(flights.of("t" + caller % 8).stream()
                            .filter(command -> command >= from && command < from + 10_000))
                    .hasSize(2_000)
                    .isSorted();
        }
    }
}
