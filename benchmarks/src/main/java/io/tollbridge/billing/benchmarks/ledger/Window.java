// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import org.HdrHistogram.Histogram;

/**
 * What was measured of one contender in one stretch of time.
 *
 * @param throughput charges in a second
 * @param latency of each charge, in nanoseconds
 * @param clientCpu microseconds of this JVM's CPU for each charge
 * @param serverCpu microseconds of the database's CPU for each charge; not a number where it cannot be told
 * @param roundTrips to the database, for each charge
 * @param walBytes that the database wrote for each charge
 */
record Window(
        double throughput, Histogram latency, double clientCpu, double serverCpu, double roundTrips, double walBytes) {
    double cpu() {
        return clientCpu + serverCpu;
    }

    double micros(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1_000.0;
    }
}
