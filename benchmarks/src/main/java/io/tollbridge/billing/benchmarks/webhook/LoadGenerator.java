// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.management.OperatingSystemMXBean;
import io.tollbridge.billing.benchmarks.harness.Latencies;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Sends load, in a process of its own, so that what it costs is not counted as the server's. One thread serves all
 * connections. It reads orders from its standard input, and begins each when it is told to.
 */
public final class LoadGenerator {
    static final String READY = "ready";
    static final String GO = "go";

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private LoadGenerator() {}

    /** Takes no arguments. Ends when its input does. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
        PrintStream out = new PrintStream(System.out, true, US_ASCII);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Order order = Order.parse(line);
            SignedEvents events = new SignedEvents(order, Instant.now());
            out.println(READY);
            if (!GO.equals(in.readLine())) {
                return;
            }
            out.println(run(order, events).line());
        }
    }

    private static Outcome run(Order order, SignedEvents events) throws IOException {
        long cpuBefore = PROCESS.getProcessCpuTime();
        List<Sender> senders = new ArrayList<>();
        Histogram latency = Latencies.empty();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < order.connections(); i++) {
                senders.add(new Sender(order.port(), events, selector));
            }
            long from = System.nanoTime() + order.ramp().toNanos();
            long to = from + order.time().toNanos();
            for (Sender sender : senders) {
                send(sender);
            }
            int open = senders.size();
            while (open > 0) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    Sender sender = (Sender) key.attachment();
                    if (!sender.proceed()) {
                        continue;
                    }
                    long ended = System.nanoTime();
                    // why by its end: each request then falls into exactly one stretch
                    if (ended - from >= 0 && ended - to < 0) {
                        latency.recordValue(ended - sender.begun());
                    }
                    if (ended - to < 0) {
                        send(sender);
                    } else {
                        open--;
                    }
                }
                selector.selectedKeys().clear();
            }
        } finally {
            for (Sender sender : senders) {
                sender.close();
            }
        }
        return new Outcome(events.sent(), events.requests(), PROCESS.getProcessCpuTime() - cpuBefore, latency);
    }

    private static void send(Sender sender) throws IOException {
        if (!sender.send()) {
            throw new IllegalStateException("too few events were signed; order more");
        }
    }
}
