// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal.commit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue with one flight at a time, or a few when many calls wait. Who finds it idle flies at once; whoever comes
 * meanwhile waits. When a flight ends, the oldest waiter leads the next one, which takes everybody who waits: it is under
 * way before the last flight's calls are answered. A leader leads once, so that no thread works for the others for long.
 *
 * <p>A tenant is on one flight at most: calls of tenants that fly wait, in their order.
 */
final class Lane<C, R> {
    /** How long a leader lets callers come back who were answered a moment ago; far less than a flight takes. */
    private static final long GATHER_NANOS = 300_000;
    /** It stops to when none has come for so long. */
    private static final long PATIENCE_NANOS = 50_000;
    /** Flights of so few calls or fewer are followed without waiting for any. */
    private static final int FEW = 4;

    private final Queue<Call<C, R>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    /** How many fly or are about to. Each has somebody who leads it. */
    private final AtomicInteger flights = new AtomicInteger();
    /** How many fly. Who is about to will take everybody who waits. */
    private final AtomicInteger airborne = new AtomicInteger();

    private final ReentrantLock boarding = new ReentrantLock();
    /** Who is on a flight; guarded by {@link #boarding}. */
    private final Set<String> flying = new HashSet<>();

    private final CommitQueue<C, R> owner;
    private final int most;
    private final boolean mayWait;
    private final Predicate<Lane<C, R>> mayRest;
    /** True when nobody who waits could fly beside the flights that are under way. */
    private volatile boolean inVain;

    private volatile int lastBatch;
    private volatile long lastEnd = System.nanoTime();

    /**
     * A lane.
     *
     * @param most how many flights there may be at once
     * @param mayWait whether its flights may wait for tenants whom others have locked
     * @param mayRest asked, with no call waiting, whether the lane is to become idle; false when it must not be used
     *     any more, or when a call has come
     */
    Lane(CommitQueue<C, R> owner, int most, boolean mayWait, Predicate<Lane<C, R>> mayRest) {
        this.owner = owner;
        this.most = most;
        this.mayWait = mayWait;
        this.mayRest = mayRest;
    }

    /** Queues the call without giving it anybody who leads. */
    void add(Call<C, R> call) {
        call.queueIn(this);
        waiting.incrementAndGet();
        queue.add(call);
    }

    /** Becomes one who may lead or appoint; false when there are enough, who will see to every call that waits. */
    boolean occupy() {
        int now = flights.get();
        return (now == 0 || (now < most && mayFlyBeside(now) && !inVain)) && flights.compareAndSet(now, now + 1);
    }

    /** Whether so many wait that they are worth a flight beside so many others, all of which have begun. */
    private boolean mayFlyBeside(int others) {
        return waiting.get() >= owner.deep() && airborne.get() == others;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Flies once, as one who has occupied the lane without being appointed. */
    void take() {
        // why: who comes right after a flight is most likely one of those who were on it, and the first of them
        if (flights.get() == 1 && System.nanoTime() - lastEnd < GATHER_NANOS) {
            gather();
        }
        fly(null);
    }

    /** Flies once as the appointed leader. */
    void lead(Call<C, R> appointed) {
        gather();
        fly(appointed);
    }

    /**
     * Under load, lets the callers of the last flight come back first, as long as they keep coming: a batch costs little
     * more than a call. Never when the lane is idle, and never for long.
     */
    @SuppressWarnings("ThreadPriorityCheck") // why yield: only speed depends on who runs, and only for a moment
    private void gather() {
        int last = lastBatch;
        if (last <= FEW) {
            return;
        }
        int enough = last - last / 8;
        int seen = waiting.get();
        long begun = System.nanoTime();
        long lastCame = begun;
        while (seen < enough) {
            Thread.yield();
            long now = System.nanoTime();
            int come = waiting.get();
            if (come > seen) {
                lastCame = now;
            }
            seen = come;
            if (now - lastCame > PATIENCE_NANOS || now - begun > GATHER_NANOS) {
                return;
            }
        }
    }

    /** Flies once with the calls that wait, has the next flight begin, then answers. By who occupies the lane. */
    private void fly(@Nullable Call<C, R> own) {
        List<Call<C, R>> batch = board(own);
        Collection<Call<C, R>> left = List.of();
        if (!batch.isEmpty()) {
            lastBatch = batch.size();
            left = carryOut(batch);
        }
        List<Call<C, R>> answered = batch;
        if (!left.isEmpty()) {
            answered = new ArrayList<>(batch);
            answered.removeAll(left);
            owner.detour(left);
        }
        land(batch);
        release();
        owner.finish(answered);
    }

    private List<Call<C, R>> board(@Nullable Call<C, R> own) {
        List<Call<C, R>> batch = new ArrayList<>();
        boarding.lock();
        try {
            Set<String> passed = new HashSet<>(flying);
            Iterator<Call<C, R>> oldest = queue.iterator();
            while (batch.size() < owner.mostInFlight() && oldest.hasNext()) {
                Call<C, R> call = oldest.next();
                if (passed.contains(call.tenantId())) {
                    continue;
                }
                if (call != own && call.isLeading()) {
                    // why: its thread is to lead another flight, and whoever comes after it must stay behind it
                    passed.add(call.tenantId());
                } else {
                    oldest.remove();
                    admit(call, batch);
                }
            }
            if (own != null && own.isLeading() && queue.remove(own)) {
                admit(own, batch);
            }
            batch.forEach(call -> flying.add(call.tenantId()));
            airborne.incrementAndGet();
        } finally {
            boarding.unlock();
        }
        return batch;
    }

    private void admit(Call<C, R> call, List<Call<C, R>> batch) {
        waiting.decrementAndGet();
        if (mayWait || !owner.follow(call)) {
            if (call.expire()) {
                owner.timedOut(call);
            } else if (call.board()) {
                batch.add(call);
            }
        }
    }

    private Collection<Call<C, R>> carryOut(List<Call<C, R>> batch) {
        Collection<Call<C, R>> left;
        try {
            left = owner.flight().fly(batch, mayWait);
        } catch (Throwable failure) {
            // why all of them, errors too: nobody else will ever answer these calls
            batch.stream().filter(call -> !call.settled()).forEach(call -> call.fail(failure));
            return List.of();
        }
        for (Call<C, R> call : batch) {
            if (!call.settled() && (mayWait || !left.contains(call))) {
                call.fail(new IllegalStateException("a flight left a call unanswered: " + call.command()));
            }
        }
        return mayWait ? List.of() : left;
    }

    /** Lets the tenants of an ended flight fly again. */
    private void land(List<Call<C, R>> batch) {
        boarding.lock();
        try {
            batch.forEach(call -> flying.remove(call.tenantId()));
            airborne.decrementAndGet();
            inVain = false;
        } finally {
            boarding.unlock();
        }
        lastEnd = System.nanoTime();
    }

    /** Appoints who leads next, or leaves that to another flight, or becomes idle. By one who occupies the lane. */
    void release() {
        while (true) {
            int now = flights.get();
            if (now > 1 && !mayFlyBeside(now - 1)) {
                if (flights.compareAndSet(now, now - 1)) {
                    return;
                }
            } else if (appointNext()) {
                return;
            } else if (now > 1) {
                if (flights.compareAndSet(now, now - 1)) {
                    return;
                }
            } else if (!mayRest.test(this)) {
                if (queue.isEmpty()) {
                    return;
                }
            } else if (flights.compareAndSet(1, 0)) {
                // why again: a call may have come that found the lane occupied
                if (queue.isEmpty() || !occupy()) {
                    return;
                }
            }
        }
    }

    /** Has the oldest call lead that may fly now; false when there is none. */
    private boolean appointNext() {
        boarding.lock();
        try {
            Set<String> passed = new HashSet<>(flying);
            for (Iterator<Call<C, R>> oldest = queue.iterator(); oldest.hasNext(); ) {
                Call<C, R> next = oldest.next();
                if (passed.contains(next.tenantId())) {
                    continue;
                }
                // why read before it is appointed: a call that leads may be over the next moment
                boolean async = next.isAsync();
                if (next.isLeading()) {
                    passed.add(next.tenantId());
                } else if (next.appoint()) {
                    if (async) {
                        owner.leadLater(this, next);
                    }
                    return true;
                } else {
                    oldest.remove();
                    waiting.decrementAndGet();
                }
            }
            inVain = !queue.isEmpty();
            return false;
        } finally {
            boarding.unlock();
        }
    }
}
