// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that works when it is nudged, and now and then in any case. Thread-safe. */
final class BackgroundWorker {
    private static final Logger log = LoggerFactory.getLogger(BackgroundWorker.class);

    private final String name;
    private final Runnable work;
    private final Duration pollInterval;
    private final Semaphore nudges = new Semaphore(0);
    private @Nullable Thread thread;
    private volatile boolean stopped;

    BackgroundWorker(String name, Runnable work, Duration pollInterval) {
        this.name = name;
        this.work = work;
        this.pollInterval = pollInterval;
    }

    /** A thread that is the library's own. */
    private static final class WorkerThread extends Thread {
        WorkerThread(Runnable work, String name) {
            super(work, name);
        }
    }

    /**
     * To be called after code of the host's: nobody interrupts the library's own threads, so an interrupt that is left
     * behind on one of them means nothing, and would break the work that follows. Other threads keep theirs.
     */
    static void forgetInterrupt() {
        if (Thread.currentThread() instanceof WorkerThread) {
            Thread.interrupted();
        }
    }

    synchronized void start() {
        if (thread == null && !stopped) {
            thread = new WorkerThread(this::run, name);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Has the work begun at once, if the worker was started. */
    void nudge() {
        if (nudges.availablePermits() == 0) {
            nudges.release();
        }
    }

    private void run() {
        while (!stopped) {
            try {
                work.run();
            } catch (Throwable failure) {
                // why: an error in one piece of work must not silently end all background work
                log.error("Background work failed; it is tried again in {}", pollInterval, failure);
            }
            forgetInterrupt();
            try {
                if (nudges.tryAcquire(pollInterval.toNanos(), TimeUnit.NANOSECONDS)) {
                    nudges.drainPermits();
                }
            } catch (InterruptedException leftBehind) {
                // why it goes on: nobody but stop() ends this thread, and that interrupts nobody
                log.debug("Background work was interrupted; it goes on", leftBehind);
            }
        }
    }

    /** Lets the work at hand finish and ends the thread. Safe to call again. */
    void stop() {
        Thread running;
        synchronized (this) {
            stopped = true;
            running = thread;
        }
        nudges.release();
        if (running != null && running != Thread.currentThread()) {
            boolean interrupted = false;
            while (running.isAlive()) {
                try {
                    running.join();
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
