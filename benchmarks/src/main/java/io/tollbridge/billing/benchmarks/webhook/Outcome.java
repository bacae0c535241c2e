// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What came of an order. Every request was answered with 200; a generator that gets another answer fails.
 *
 * @param events how many different events were sent: those of the first numbers
 * @param requests how many requests were sent, repeats included
 * @param cpuNanos CPU time of the generator
 * @param latency of the requests that ended in the time measured, in nanoseconds
 */
record Outcome(int events, int requests, long cpuNanos, Histogram latency) {
    /** The outcome as a line of text. */
    String line() {
        ByteBuffer encoded = ByteBuffer.allocate(latency.getNeededByteBufferCapacity());
        int length = latency.encodeIntoCompressedByteBuffer(encoded);
        byte[] bytes = new byte[length];
        encoded.flip().get(bytes);
        return String.join(
                " ",
                String.valueOf(events),
                String.valueOf(requests),
                String.valueOf(cpuNanos),
                Base64.getEncoder().encodeToString(bytes));
    }

    /** The outcome of a line of text. */
    static Outcome parse(String line) {
        String[] fields = line.split(" ", -1);
        ByteBuffer encoded = ByteBuffer.wrap(Base64.getDecoder().decode(fields[3]));
        try {
            return new Outcome(
                    Integer.parseInt(fields[0]),
                    Integer.parseInt(fields[1]),
                    Long.parseLong(fields[2]),
                    Histogram.decodeFromCompressedByteBuffer(encoded, TimeUnit.MINUTES.toNanos(1)));
        } catch (DataFormatException error) {
            throw new IllegalArgumentException("not an outcome", error);
        }
    }

    /** Microseconds of the generator's CPU for each request. */
    double generatorCpu() {
        return cpuNanos / 1_000.0 / requests;
    }
}
