// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import static io.tollbridge.billing.benchmarks.ledger.DeductBenchmark.BUCKETS;
import static io.tollbridge.billing.benchmarks.ledger.DeductBenchmark.LOCKING;
import static io.tollbridge.billing.benchmarks.ledger.DeductBenchmark.OURS;
import static io.tollbridge.billing.benchmarks.ledger.DeductBenchmark.SAME_ROWS;
import static io.tollbridge.billing.benchmarks.ledger.DeductBenchmark.STATEMENT;

import io.tollbridge.billing.benchmarks.harness.Goal;
import io.tollbridge.billing.benchmarks.harness.Measurements;
import io.tollbridge.billing.benchmarks.harness.Report;
import io.tollbridge.billing.benchmarks.harness.Spread;
import io.tollbridge.billing.benchmarks.harness.TextTable;
import io.tollbridge.billing.benchmarks.harness.Window;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Says what a benchmark of deductions has measured. Every ratio is ours divided by the peer's. */
final class DeductReport {
    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double P999 = 99.9;

    private final Report report;

    DeductReport(Report report) {
        this.report = report;
    }

    void say(Map<Case, Measurements> measured, List<List<Histogram>> singles) {
        sayTable(measured);
        if (!singles.isEmpty()) {
            saySingles(singles);
        }
        measured.forEach((one, measurements) -> {
            if (one.name().equals("hot64")) {
                sayHot(measurements);
            } else if (one.name().equals("uniform64")) {
                sayUniform(measurements);
            }
        });
    }

    private void sayHot(Measurements measured) {
        String name = "deduct.hot64.";
        report.result(name + "ratio_a", measured.ratio(OURS, LOCKING, Window::throughput), Goal.atLeast(20));
        report.result(name + "ratio_b", measured.ratio(OURS, STATEMENT, Window::throughput), Goal.atLeast(10));
        report.result(
                name + "p99_ratio_a", measured.ratio(OURS, LOCKING, window -> window.micros(P99)), Goal.atMost(0.05));
        report.result(name + "ratio_bucket4j", measured.ratio(OURS, BUCKETS, Window::throughput), Goal.atLeast(12));
    }

    private void sayUniform(Measurements measured) {
        String name = "deduct.uniform64.";
        report.result(name + "ratio_a", measured.ratio(OURS, LOCKING, Window::throughput), Goal.atLeast(3.5));
        report.result(name + "ratio_b", measured.ratio(OURS, STATEMENT, Window::throughput), Goal.atLeast(2.2));
        report.result(name + "cpu_ratio_a", measured.ratio(OURS, LOCKING, Window::cpu), Goal.atMost(0.2));
    }

    private void sayTable(Map<Case, Measurements> measured) {
        TextTable table = new TextTable(
                "case",
                "who",
                "charges/s",
                "ours is x",
                "p50 us",
                "p99 us",
                "p99.9 us",
                "CPU us: client + server",
                "ours is x",
                "trips",
                "WAL B");
        measured.forEach((one, measurements) -> {
            for (String who : List.of(OURS, LOCKING, STATEMENT, BUCKETS)) {
                table.row(
                        one.name(),
                        who,
                        measurements.of(who, Window::throughput).text(),
                        who.equals(OURS)
                                ? ""
                                : measurements
                                        .ratio(OURS, who, Window::throughput)
                                        .text(),
                        median(measurements, who, P50),
                        median(measurements, who, P99),
                        median(measurements, who, P999),
                        Spread.text(measurements.of(who, Window::clientCpu).median()) + " + "
                                + Spread.text(
                                        measurements.of(who, Window::serverCpu).median()),
                        who.equals(OURS)
                                ? ""
                                : measurements.ratio(OURS, who, Window::cpu).text(),
                        Spread.text(measurements.of(who, Window::roundTrips).median()),
                        Spread.text(measurements.of(who, Window::walBytes).median()));
            }
        });
        report.table(table);
    }

    private static String median(Measurements measurements, String who, double percentile) {
        return Spread.text(
                measurements.of(who, window -> window.micros(percentile)).median());
    }

    private void saySingles(List<List<Histogram>> singles) {
        TextTable table = new TextTable("call by call, 1 caller", "p50 us", "p99 us", "ours is x at p50");
        List<String> names = List.of(OURS, LOCKING, STATEMENT, SAME_ROWS);
        for (int i = 0; i < names.size(); i++) {
            int who = i;
            table.row(
                    names.get(i),
                    single(singles, who, P50).text(),
                    single(singles, who, P99).text(),
                    who == 0 ? "" : singleRatio(singles, who).text());
        }
        report.table(table);
        report.result("deduct.single.p50_ratio_b", singleRatio(singles, names.indexOf(STATEMENT)), Goal.atMost(1.1));
    }

    private static Spread single(List<List<Histogram>> singles, int who, double percentile) {
        return Spread.of(singles.stream()
                .map(round -> round.get(who).getValueAtPercentile(percentile) / 1_000.0)
                .toList());
    }

    private static Spread singleRatio(List<List<Histogram>> singles, int peer) {
        return Spread.of(singles.stream()
                .map(round -> (double) round.get(0).getValueAtPercentile(P50)
                        / round.get(peer).getValueAtPercentile(P50))
                .toList());
    }
}
