// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import com.sun.management.OperatingSystemMXBean;
import io.tollbridge.billing.benchmarks.harness.CountingSockets;
import io.tollbridge.billing.benchmarks.harness.DatabaseServer;
import io.tollbridge.billing.benchmarks.harness.ServerCpu;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/** Reads what a stretch of work costs, from its creation on. */
final class Meter {
    private final DatabaseServer server;
    private final ServerCpu serverCpu;
    private final String contender;
    private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final long clientBefore;
    private final OptionalLong serverBefore;
    private final long sentBefore;
    private final long walBefore;

    Meter(DatabaseServer server, String contender) {
        this.server = server;
        this.contender = contender;
        serverCpu = server.cpu();
        walBefore = server.walBytes();
        sentBefore = CountingSockets.sent(contender);
        serverBefore = serverCpu.nanos();
        clientBefore = process.getProcessCpuTime();
    }

    /** What was spent since, for each of so many charges. */
    Window window(double throughput, Histogram latency, long charges) {
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
                client / 1_000.0 / charges,
                serverMicros / charges,
                (double) sent / charges,
                (double) wal / charges);
    }
}
