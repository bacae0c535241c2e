// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackgroundWorkerTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final Semaphore worked = new Semaphore(0);

    private void awaitWork() throws InterruptedException {
        assertThat(worked.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itWorksAtOnceAndWhenItIsNudged() throws InterruptedException {
        BackgroundWorker worker = new BackgroundWorker("worker", worked::release, NEVER);
        worker.start();
        awaitWork();
        worker.nudge();
        awaitWork();
        worker.stop();
        worker.nudge();
        assertThat(worked.availablePermits()).isZero();
    }

    @Test
    void itWorksByItselfEveryInterval() throws InterruptedException {
        BackgroundWorker worker = new BackgroundWorker("worker", worked::release, Duration.ofMillis(1));
        worker.start();
        awaitWork();
        awaitWork();
        awaitWork();
        worker.stop();
    }

    @Test
    void aNudgeDuringTheWorkIsNotLost() throws InterruptedException {
        AtomicInteger rounds = new AtomicInteger();
        AtomicReference<@Nullable BackgroundWorker> self = new AtomicReference<>();
        BackgroundWorker worker = new BackgroundWorker(
                "worker",
                () -> {
                    BackgroundWorker me = self.get();
                    if (rounds.incrementAndGet() == 1 && me != null) {
                        me.nudge();
                    }
                    worked.release();
                },
                NEVER);
        self.set(worker);
        worker.start();
        awaitWork();
        awaitWork();
        worker.stop();
        assertThat(rounds).hasValue(2);
    }

    @Test
    void aFailureDoesNotEndIt() throws InterruptedException {
        BackgroundWorker worker = new BackgroundWorker(
                "worker",
                () -> {
                    worked.release();
                    throw new IllegalStateException("broken");
                },
                NEVER);
        worker.start();
        awaitWork();
        worker.nudge();
        awaitWork();
        worker.stop();
    }

    @Test
    void stoppingWaitsForTheWorkAtHandAndMayBeRepeated() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        BackgroundWorker worker = new BackgroundWorker(
                "worker",
                () -> {
                    begun.countDown();
                    try {
                        mayEnd.await();
                    } catch (InterruptedException interrupted) {
                        throw new IllegalStateException(interrupted);
                    }
                    done.incrementAndGet();
                },
                NEVER);
        worker.start();
        begun.await();
        Thread stopper = new Thread(worker::stop);
        stopper.start();
        mayEnd.countDown();
        stopper.join();
        assertThat(done).hasValue(1);
        worker.stop();
        worker.start();
        assertThat(done).hasValue(1);
    }

    @Test
    void itMayStopWithoutHavingBegunAndFromItsOwnWork() throws InterruptedException {
        new BackgroundWorker("worker", worked::release, NEVER).stop();
        AtomicReference<@Nullable BackgroundWorker> self = new AtomicReference<>();
        BackgroundWorker worker = new BackgroundWorker(
                "worker",
                () -> {
                    BackgroundWorker me = self.get();
                    if (me != null) {
                        me.stop();
                    }
                    worked.release();
                },
                NEVER);
        self.set(worker);
        worker.start();
        awaitWork();
        worker.stop();
        assertThat(worked.availablePermits()).isZero();
    }

    @Test
    void anErrorDoesNotEndIt() throws InterruptedException {
        BackgroundWorker worker = new BackgroundWorker(
                "worker",
                () -> {
                    worked.release();
                    throw new StackOverflowError("a deep document");
                },
                NEVER);
        worker.start();
        awaitWork();
        worker.nudge();
        awaitWork();
        worker.stop();
    }

    @Test
    void anInterruptThatTheWorkLeavesBehindDoesNotEndIt() throws InterruptedException {
        BackgroundWorker worker = new BackgroundWorker(
                "worker",
                () -> {
                    Thread.currentThread().interrupt();
                    worked.release();
                },
                Duration.ofMillis(1));
        worker.start();
        awaitWork();
        awaitWork();
        awaitWork();
        worker.stop();
    }

    @Test
    void anInterruptThatTheWorkLeavesBehindDoesNotHurryIt() throws InterruptedException {
        AtomicInteger rounds = new AtomicInteger();
        BackgroundWorker worker = new BackgroundWorker(
                "worker",
                () -> {
                    rounds.incrementAndGet();
                    Thread.currentThread().interrupt();
                    worked.release();
                },
                NEVER);
        worker.start();
        awaitWork();
        worker.nudge();
        awaitWork();
        worker.stop();
        assertThat(rounds).hasValue(2);
    }
}
