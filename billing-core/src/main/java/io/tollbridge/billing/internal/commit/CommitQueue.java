// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal.commit;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.OperationRejectedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Combines concurrent calls into flights. Calls of one tenant are carried out in the order in which they came and never
 * side by side. An idle queue adds no delay and no hand-over: the caller's own thread carries its call out.
 *
 * <p>A flight is alone, unless many calls of tenants wait who are not on it. A tenant whom a transaction of somebody else
 * has locked leaves the queue for one of its own until that has been waited for, so that it delays nobody else, and so
 * that a host's transaction which holds one tenant may wait for a call about another.
 *
 * <p>Thread-safe. Its only threads lead flights whose callers do not wait; they end when they are idle.
 */
public final class CommitQueue<C, R> implements AutoCloseable {
    private static final int MOST_IN_FLIGHT = 256;
    /** So many calls must wait for a flight beside another one: each flight costs the database what 8 calls do. */
    private static final int DEEP = 32;

    private static final int THREADS = 16;
    private static final long THREAD_IDLE_SECONDS = 10;
    /** False where the host has switched the common pool off, which then takes work and never does it. */
    private static final boolean COMMON_POOL_RUNS =
            Integer.getInteger("java.util.concurrent.ForkJoinPool.common.parallelism", 1) > 0;

    private final Flight<C, R> flight;
    private final GroupCommit settings;
    private final long timeoutNanos;
    private final Lane<C, R> lane;
    private final int deep;
    private final Map<String, Lane<C, R>> detours = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor leaders;
    /** Answered calls whose futures may not be complete yet, flight by flight. */
    private final Set<List<Call<C, R>>> unheard = ConcurrentHashMap.newKeySet();

    private final AtomicInteger threads = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final ReentrantLock closing = new ReentrantLock();
    private final Condition empty = closing.newCondition();
    private volatile boolean closed;

    /** A queue that starts no thread before it needs one. */
    public CommitQueue(GroupCommit settings, Flight<C, R> flight) {
        this(settings, flight, DEEP);
    }

    /** The same with another number of calls that must wait for a flight beside another one. */
    CommitQueue(GroupCommit settings, Flight<C, R> flight, int deep) {
        this.settings = settings;
        this.flight = flight;
        this.deep = deep;
        timeoutNanos = settings.timeout().toNanos();
        lane = new Lane<>(this, settings.lanes(), false, idle -> true);
        leaders = new ThreadPoolExecutor(
                THREADS, THREADS, THREAD_IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
        leaders.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "tollbridge-commit-" + threads.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Carries a command out and waits for it.
     *
     * @throws BillingException with {@code OVERLOADED} when too many calls wait or this one waited for too long, or
     *     {@code CLOSED}; then it was not carried out and will not be
     */
    public R run(String tenantId, C command) {
        Call<C, R> call = new Call<>(tenantId, command, null, timeoutNanos);
        enter(tenantId);
        lane.add(call);
        if (lane.occupy()) {
            lane.take();
        }
        if (!call.await()) {
            leave(1);
            throw overdue(tenantId);
        }
        return call.answer();
    }

    /**
     * Carries a command out without waiting for it. What depends on the future runs in the common pool, or in a thread
     * of ours where the host has switched that off.
     *
     * @param meaning what the future is completed with; it fails with what this throws
     * @return fails as {@link #run} throws
     */
    public <T> CompletableFuture<T> submit(String tenantId, C command, Function<R, T> meaning) {
        try {
            enter(tenantId);
        } catch (BillingException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        Reply<R, T> reply = new Reply<>(meaning);
        lane.add(new Call<>(tenantId, command, reply, timeoutNanos));
        if (lane.occupy()) {
            lane.release();
        }
        return reply.future();
    }

    private void enter(String tenantId) {
        if (calls.incrementAndGet() > settings.queue()) {
            leave(1);
            throw new BillingStoreException(
                    ErrorCode.OVERLOADED,
                    "the call of tenant " + tenantId + " was not carried out: " + settings.queue()
                            + " calls wait for the database already; repeat it later, or raise GroupCommit.queue",
                    null);
        }
        if (closed) {
            leave(1);
            throw closed();
        }
    }

    /** What a call on a closed service is told. */
    public static BillingException closed() {
        return new OperationRejectedException(ErrorCode.CLOSED, "the billing service is closed; nothing was written");
    }

    private BillingStoreException overdue(String tenantId) {
        return new BillingStoreException(
                ErrorCode.OVERLOADED,
                "the call of tenant " + tenantId + " was not carried out: it waited for the database for "
                        + settings.timeout() + "; repeat it later",
                null);
    }

    private void leave(int ended) {
        if (calls.addAndGet(-ended) == 0 && closed) {
            closing.lock();
            try {
                empty.signalAll();
            } finally {
                closing.unlock();
            }
        }
    }

    Flight<C, R> flight() {
        return flight;
    }

    int deep() {
        return deep;
    }

    int mostInFlight() {
        return MOST_IN_FLIGHT;
    }

    /** Has a lane led by a thread of ours, because the caller of its oldest call does not wait. */
    void leadLater(Lane<C, R> led, Call<C, R> oldest) {
        leaders.execute(() -> led.lead(oldest));
    }

    /** Sends a call after the calls of its tenant that left the lane before it; false when there are none. */
    boolean follow(Call<C, R> call) {
        return !detours.isEmpty()
                && detours.computeIfPresent(call.tenantId(), (tenant, detour) -> {
                            detour.add(call);
                            return detour;
                        })
                        != null;
    }

    /** Gives calls of locked tenants queues of their own, where somebody waits for the lock. */
    void detour(Collection<Call<C, R>> left) {
        List<Lane<C, R>> opened = new ArrayList<>();
        for (Call<C, R> call : left) {
            detours.compute(call.tenantId(), (tenant, known) -> {
                Lane<C, R> detour = known;
                if (detour == null) {
                    detour = new Lane<>(this, 1, true, idle -> closeDetour(tenant, idle));
                    opened.add(detour);
                }
                detour.add(call);
                return detour;
            });
        }
        opened.forEach(Lane::release);
        left.forEach(Call::wake);
    }

    private boolean closeDetour(String tenantId, Lane<C, R> idle) {
        detours.computeIfPresent(tenantId, (tenant, detour) -> idle.isEmpty() ? null : detour);
        return false;
    }

    void timedOut(Call<C, R> call) {
        call.fail(overdue(call.tenantId()));
        finish(List.of(call));
    }

    /** Answers the calls. */
    void finish(List<Call<C, R>> ended) {
        if (ended.isEmpty()) {
            return;
        }
        List<Call<C, R>> futures = new ArrayList<>();
        for (Call<C, R> call : ended) {
            if (call.isAsync()) {
                futures.add(call);
            } else {
                call.done();
            }
        }
        if (!futures.isEmpty()) {
            unheard.add(futures);
            // why elsewhere: what the host does next must not hold up a flight
            (COMMON_POOL_RUNS ? ForkJoinPool.commonPool() : leaders).execute(() -> complete(futures));
        }
        leave(ended.size());
    }

    private void complete(List<Call<C, R>> answered) {
        answered.forEach(Call::complete);
        unheard.remove(answered);
    }

    /**
     * Completes every future of an answered call. The common pool may be busy with what depends on some of them, which
     * may wait for this very moment; so does a thread that completes one here, and then there is another for the next.
     */
    private void completeAll() {
        ExecutorService ours = Executors.newCachedThreadPool(this::thread);
        for (List<Call<C, R>> answered : unheard) {
            for (Call<C, R> call : answered) {
                if (!call.isComplete()) {
                    ours.execute(call::complete);
                    call.awaitComplete();
                }
            }
        }
        ours.shutdown();
    }

    /**
     * Refuses new calls and returns when all others are answered and their futures complete. It does not wait for what
     * depends on those futures, which may itself close the queue. Safe to call again.
     */
    @Override
    public void close() {
        closed = true;
        closing.lock();
        try {
            while (calls.get() > 0) {
                empty.awaitUninterruptibly();
            }
        } finally {
            closing.unlock();
        }
        completeAll();
        leaders.shutdown();
    }
}
