// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.harness;

import org.HdrHistogram.Histogram;

/**
 * What was measured of one contender in one stretch of time.
 *
 * @param throughput of what was asked for, in a second
 * @param latency of each, in nanoseconds
 * @param clientCpu microseconds of this JVM's CPU for each
 * @param serverCpu microseconds of the database's CPU for each; not a number where it cannot be told
 * @param roundTrips to the database, for each
 * @param walBytes that the database wrote for each
 */
public record Window(
        double throughput, Histogram latency, double clientCpu, double serverCpu, double roundTrips, double walBytes) {
    /** Microseconds of CPU of both for each of them. */
    public double cpu() {
        return clientCpu + serverCpu;
    }

    /** A percentile of the latency in microseconds. */
    public double micros(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1_000.0;
    }
}
