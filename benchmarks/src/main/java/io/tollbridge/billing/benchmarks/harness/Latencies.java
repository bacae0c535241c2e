// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.harness;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Histograms of nanoseconds. */
public final class Latencies {
    private static final int DIGITS = 3;

    private Latencies() {}

    /** One that grows as it must. */
    public static Histogram empty() {
        Histogram histogram = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
        histogram.setAutoResize(true);
        return histogram;
    }
}
