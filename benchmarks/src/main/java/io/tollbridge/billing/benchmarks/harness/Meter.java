// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/** Reads what a stretch of work costs, from its creation on. */
public final class Meter {
    private final DatabaseServer server;
    private final ServerCpu serverCpu;
    private final String contender;
    private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final long clientBefore;
    private final OptionalLong serverBefore;
    private final long sentBefore;
    private final long walBefore;

    /** Begins to count what a contender costs, whose round trips are counted under its name. */
    public Meter(DatabaseServer server, String contender) {
        this.server = server;
        this.contender = contender;
        serverCpu = server.cpu();
        walBefore = server.walBytes();
        sentBefore = CountingSockets.sent(contender);
        serverBefore = serverCpu.nanos();
        clientBefore = process.getProcessCpuTime();
    }

    /** What was spent since, for each of so many pieces of work. */
    public Window window(double throughput, Histogram latency, long count) {
        long client = process.getProcessCpuTime() - clientBefore;
        OptionalLong serverNow = serverCpu.nanos();
        double serverMicros = serverNow.isPresent() && serverBefore.isPresent()
                ? (serverNow.getAsLong() - serverBefore.getAsLong()) / 1_000.0
                : Double.NaN;
        long sent = CountingSockets.sent(contender) - sentBefore;
        long wal = server.walBytes() - walBefore;
        return new Window(
                throughput,
                latency,
                client / 1_000.0 / count,
                serverMicros / count,
                (double) sent / count,
                (double) wal / count);
    }
}
