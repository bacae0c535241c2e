// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks;

import io.tollbridge.billing.BillingException;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;

/** PLACEHOLDER of the build skeleton: delete when the first benchmark lands. */
public class PlaceholderBenchmark {
    @Benchmark
    public long baseline() {
        Class<?> unusedCore = Objects.requireNonNull(BillingException.class);
        return 42;
    }
}
