// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import io.tollbridge.billing.benchmarks.harness.DatabaseServer;
import io.tollbridge.billing.benchmarks.harness.Latencies;
import io.tollbridge.billing.benchmarks.harness.Meter;
import io.tollbridge.billing.benchmarks.harness.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Threads that charge one after the other, each waiting for its answer: a closed loop. */
final class Callers {
    private final DatabaseServer server;
    private final Tenants tenants;
    private final SplittableRandom random;

    Callers(DatabaseServer server, Tenants tenants, SplittableRandom random) {
        this.server = server;
        this.tenants = tenants;
        this.random = random;
    }

    /**
     * Lets {@code count} callers charge. Throughput and latency are those of {@code time}, after {@code ramp} has
     * passed; costs are those of all, until the last caller has its answer.
     */
    Window run(Contender contender, Tally tally, Choice choice, int count, Duration ramp, Duration time) {
        Meter meter = new Meter(server, contender.name());
        long from = System.nanoTime() + ramp.toNanos();
        long to = from + time.toNanos();
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            callers.add(new Caller(contender, tally, new Uses(tenants, choice, random.split()), from, to));
        }
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> running = new ArrayList<>();
            callers.forEach(caller -> running.add(threads.submit(caller)));
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a caller of " + contender.name() + " failed", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring " + contender.name(), interrupted);
        } finally {
            threads.shutdownNow();
        }
        Histogram latency = Latencies.empty();
        long charges = 0;
        for (Caller caller : callers) {
            latency.add(caller.latency);
            charges += caller.charges;
        }
        double throughput = latency.getTotalCount() * (double) TimeUnit.SECONDS.toNanos(1) / time.toNanos();
        return meter.window(throughput, latency, charges);
    }

    private static final class Caller implements Runnable {
        private final Contender contender;
        private final Tally tally;
        private final Uses uses;
        private final long from;
        private final long to;
        private final Histogram latency = Latencies.empty();
        private long charges;

        Caller(Contender contender, Tally tally, Uses uses, long from, long to) {
            this.contender = contender;
            this.tally = tally;
            this.uses = uses;
            this.from = from;
            this.to = to;
        }

        @Override
        public void run() {
            long begun = System.nanoTime();
            while (begun - to < 0) {
                Use use = uses.next();
                contender.charge(use);
                long ended = System.nanoTime();
                tally.charged(use.tenant());
                charges++;
                // why by its end: each charge then falls into exactly one stretch
                if (ended - from >= 0 && ended - to < 0) {
                    latency.recordValue(ended - begun);
                }
                begun = System.nanoTime();
            }
        }
    }
}
