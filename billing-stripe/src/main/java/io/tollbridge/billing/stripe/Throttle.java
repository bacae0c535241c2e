// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets requests go one after another at an even rate, and only so many at the same time. When Stripe asks to slow down,
 * everybody waits a little, not only the one who was told. Thread-safe.
 */
final class Throttle {
    private final long gap;
    private final Semaphore places;
    private final ReentrantLock lock = new ReentrantLock();
    private long nextTurn = System.nanoTime();

    Throttle(int perSecond, int concurrency) {
        gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
        places = new Semaphore(concurrency, true);
    }

    /**
     * Waits for a turn, which {@link #leave} gives back.
     *
     * @return false when there is none before the deadline, or the thread was interrupted, whose flag stays
     */
    boolean enter(long deadline) {
        try {
            if (!places.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
        long turn = turnBefore(deadline);
        if (turn < 0 || !waitUntil(System.nanoTime() + turn)) {
            places.release();
            return false;
        }
        return true;
    }

    /** How long until the turn that was taken, -1 when it would be too late. */
    private long turnBefore(long deadline) {
        lock.lock();
        try {
            long now = System.nanoTime();
            long turn = Math.max(0, nextTurn - now);
            if (now + turn - deadline > 0) {
                return -1;
            }
            nextTurn = now + turn + gap;
            return turn;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        places.release();
    }

    /** Stripe asked to slow down: nobody goes for a moment of up to so long. */
    void slowDown(long nanos) {
        lock.lock();
        try {
            long resume = System.nanoTime() + ThreadLocalRandom.current().nextLong(nanos / 2 + 1);
            if (resume - nextTurn > 0) {
                nextTurn = resume;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits; false when the thread was interrupted, whose flag stays. */
    static boolean waitUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(left);
        }
        return !Thread.currentThread().isInterrupted();
    }
}
