// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal.commit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * A queue with one flight at a time. Who finds it idle flies at once; whoever comes meanwhile waits. When a flight ends,
 * the oldest waiter leads the next one, which takes everybody who waits: it is under way before the last flight's calls
 * are answered. A leader leads once, so that no thread works for the others for long.
 */
final class Lane<C, R> {
    private final Queue<Call<C, R>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final CommitQueue<C, R> owner;
    private final boolean mayWait;
    private final Predicate<Lane<C, R>> mayRest;

    /**
     * A lane.
     *
     * @param mayWait whether its flights may wait for tenants whom others have locked
     * @param mayRest asked, with no call waiting, whether the lane is to become idle; false when it must not be used
     *     any more, or when a call has come
     */
    Lane(CommitQueue<C, R> owner, boolean mayWait, Predicate<Lane<C, R>> mayRest) {
        this.owner = owner;
        this.mayWait = mayWait;
        this.mayRest = mayRest;
    }

    /** Queues the call without giving it anybody who leads. */
    void add(Call<C, R> call) {
        call.queueIn(this);
        queue.add(call);
    }

    /** Becomes the one who may lead or appoint; false when there is one. */
    boolean occupy() {
        return !busy.get() && busy.compareAndSet(false, true);
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Flies once with the calls that wait, has the next flight begin, then answers. By the appointed leader only. */
    void lead() {
        List<Call<C, R>> batch = board();
        Collection<Call<C, R>> left = batch.isEmpty() ? List.of() : fly(batch);
        if (!left.isEmpty()) {
            batch.removeAll(left);
            owner.detour(left);
        }
        release();
        owner.finish(batch);
    }

    private List<Call<C, R>> board() {
        List<Call<C, R>> batch = new ArrayList<>();
        while (batch.size() < owner.mostInFlight()) {
            Call<C, R> call = queue.poll();
            if (call == null) {
                break;
            }
            if (mayWait || !owner.follow(call)) {
                if (call.expire()) {
                    owner.timedOut(call);
                } else if (call.board()) {
                    batch.add(call);
                }
            }
        }
        return batch;
    }

    private Collection<Call<C, R>> fly(List<Call<C, R>> batch) {
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

    /** Appoints the next leader, or becomes idle. By the one who occupies the lane. */
    void release() {
        while (!appointNext()) {
            if (mayRest.test(this)) {
                busy.set(false);
                // why again: a call may have come that found the lane occupied
                if (queue.isEmpty() || !occupy()) {
                    return;
                }
            } else if (queue.isEmpty()) {
                return;
            }
        }
    }

    private boolean appointNext() {
        Call<C, R> next;
        while ((next = queue.peek()) != null) {
            // why read before it is appointed: a call that leads may be over the next moment
            boolean async = next.isAsync();
            if (next.appoint()) {
                if (async) {
                    owner.leadLater(this);
                }
                return true;
            }
            queue.poll();
        }
        return false;
    }
}
