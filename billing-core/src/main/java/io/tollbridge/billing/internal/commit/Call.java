// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal.commit;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One call that waits for its turn, flies, and is answered. */
public final class Call<C, R> {
    /** Where a call is. Only a queued one can be given up; the outcome of the others is decided by a flight. */
    private enum State {
        QUEUED,
        /** Queued, but an earlier flight may have carried it out. */
        QUEUED_UNKNOWN,
        /** Queued, and its thread is to lead the next flight of its lane. */
        LEADING,
        FLYING,
        ABANDONED,
        DONE
    }

    private final C command;
    private final String tenantId;
    private final @Nullable Thread waiter;
    private final @Nullable Reply<R, ?> reply;
    private final long deadline;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private volatile @Nullable Lane<C, R> lane;
    private @Nullable R result;
    private @Nullable Throwable failure;
    private @Nullable RuntimeException doubt;

    /** A call whose thread waits for it when there is nobody to reply to. */
    Call(String tenantId, C command, @Nullable Reply<R, ?> reply, long timeoutNanos) {
        this.tenantId = tenantId;
        this.command = command;
        this.reply = reply;
        this.waiter = reply == null ? Thread.currentThread() : null;
        this.deadline = System.nanoTime() + timeoutNanos;
    }

    /** What is wanted. */
    public C command() {
        return command;
    }

    /** Whose order it keeps. */
    public String tenantId() {
        return tenantId;
    }

    /** Answers the call. By its flight only. */
    public void succeed(R answer) {
        result = answer;
    }

    /** Has the call throw. By its flight only. */
    public void fail(Throwable why) {
        failure = why;
    }

    /** Notes that it may have been carried out, although nobody said so. By its flight only. */
    public void doubt(RuntimeException why) {
        doubt = why;
    }

    /** Why it is not known whether it was carried out; null when it is known that it was not. */
    public @Nullable RuntimeException doubt() {
        return doubt;
    }

    /** True when its flight has answered it. */
    boolean settled() {
        return result != null || failure != null;
    }

    boolean isAsync() {
        return reply != null;
    }

    /** Waits in the lane, again if it has flown in vain. */
    void queueIn(Lane<C, R> next) {
        lane = next;
        State queued = doubt == null ? State.QUEUED : State.QUEUED_UNKNOWN;
        // why not simply set: a call that was given up must stay so
        if (!state.compareAndSet(State.FLYING, queued)) {
            state.compareAndSet(State.LEADING, queued);
        }
    }

    /** Makes it the leader of its lane; false when it was given up. */
    boolean appoint() {
        if (!state.compareAndSet(State.QUEUED, State.LEADING)
                && !state.compareAndSet(State.QUEUED_UNKNOWN, State.LEADING)) {
            return false;
        }
        LockSupport.unpark(waiter);
        return true;
    }

    /** True when its thread is to lead a flight, and has not begun to. */
    boolean isLeading() {
        return state.get() == State.LEADING;
    }

    /** Takes it on a flight; false when it was given up. */
    boolean board() {
        return state.compareAndSet(State.QUEUED, State.FLYING)
                || state.compareAndSet(State.QUEUED_UNKNOWN, State.FLYING)
                || state.compareAndSet(State.LEADING, State.FLYING);
    }

    /** Gives it up if it still waits. */
    boolean abandon() {
        return state.compareAndSet(State.QUEUED, State.ABANDONED);
    }

    /** Gives a call up that nobody waits for, once its time is over. By the leader of its lane only. */
    boolean expire() {
        return isAsync()
                && System.nanoTime() - deadline >= 0
                && doubt == null
                && (abandon() || state.compareAndSet(State.LEADING, State.ABANDONED));
    }

    /** Wakes the waiting thread, to look at the state anew. */
    void wake() {
        LockSupport.unpark(waiter);
    }

    /** Ends it for a waiting thread. */
    void done() {
        state.set(State.DONE);
        LockSupport.unpark(waiter);
    }

    /** Ends it for a future, whose continuations run here. Safe to repeat. */
    void complete() {
        requireNonNull(reply).give(result, failure);
    }

    /** True when its future is complete. */
    boolean isComplete() {
        return requireNonNull(reply).isGiven();
    }

    /** Waits until its future is complete, but not for its continuations. */
    void awaitComplete() {
        requireNonNull(reply).awaitGiven();
    }

    /**
     * Waits until the call is answered, and leads flights when it is its turn. Interrupts are kept for later: whether
     * the call is carried out must be known.
     *
     * @return false when it was given up because its time was over
     */
    boolean await() {
        boolean interrupted = false;
        try {
            while (true) {
                State now = state.get();
                if (now == State.DONE) {
                    return true;
                } else if (now == State.LEADING) {
                    requireNonNull(lane).lead(this);
                } else if (now == State.QUEUED) {
                    long left = deadline - System.nanoTime();
                    if (left > 0) {
                        LockSupport.parkNanos(this, left);
                    } else if (abandon()) {
                        return false;
                    }
                } else {
                    LockSupport.park(this);
                }
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The answer of an ended call. */
    R answer() {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        } else if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw new IllegalStateException(failure);
        }
        return requireNonNull(result);
    }
}
