// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.track;

import io.tollbridge.billing.benchmarks.harness.Goal;
import io.tollbridge.billing.benchmarks.harness.Report;
import io.tollbridge.billing.benchmarks.harness.Spread;
import io.tollbridge.billing.benchmarks.harness.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What a proxy for tracked methods adds to a call, with billing stubbed, by JMH. */
public final class TrackBenchmark {
    private static final int ITERATIONS = 2;
    private static final double GOAL_TRACKED = 150;
    private static final double GOAL_BARE = 40;

    private final TrackScale scale;
    private final Map<String, List<Double>> nanos = new LinkedHashMap<>();

    /** A benchmark of that size. */
    public TrackBenchmark(TrackScale scale) {
        this.scale = scale;
    }

    /** Measures and says what was measured. */
    public void run(Report report) {
        for (int round = 0; round < scale.rounds(); round++) {
            measure();
        }
        TextTable table = new TextTable("call of a method that does nothing", "ns");
        table.row("without a proxy", spread("direct").text());
        table.row("by the proxy, not annotated", spread("bare").text());
        table.row("by the proxy, tracked", spread("tracked").text());
        report.table(table);
        report.line("verified: every hold was captured");
        report.result("track.proxy_ns", spread("tracked"), Goal.atMost(GOAL_TRACKED));
        report.result("track.bare_ns", spread("bare"), Goal.atMost(GOAL_BARE));
    }

    private void measure() {
        TimeValue time = TimeValue.milliseconds(scale.time().toMillis());
        Options options = new OptionsBuilder()
                .include(TrackedCalls.class.getName() + "\\..*")
                .forks(scale.forks())
                .warmupIterations(ITERATIONS)
                .warmupTime(time)
                .measurementIterations(ITERATIONS)
                .measurementTime(time)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        try {
            for (RunResult result : new Runner(options).run()) {
                nanos.computeIfAbsent(result.getPrimaryResult().getLabel(), absent -> new ArrayList<>())
                        .add(result.getPrimaryResult().getScore());
            }
        } catch (RunnerException failure) {
            throw new IllegalStateException("tracked calls could not be measured", failure);
        }
    }

    private Spread spread(String call) {
        return Spread.of(nanos.getOrDefault(call, List.of()));
    }
}
