// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import static io.tollbridge.billing.benchmarks.webhook.WebhookBenchmark.OURS;
import static io.tollbridge.billing.benchmarks.webhook.WebhookBenchmark.PEER;

import io.tollbridge.billing.benchmarks.harness.Goal;
import io.tollbridge.billing.benchmarks.harness.Measurements;
import io.tollbridge.billing.benchmarks.harness.Report;
import io.tollbridge.billing.benchmarks.harness.Spread;
import io.tollbridge.billing.benchmarks.harness.TextTable;
import io.tollbridge.billing.benchmarks.harness.Window;
import java.util.List;
import java.util.Map;

/** Says what a benchmark of webhooks has measured. Every ratio is ours divided by the peer's. */
final class WebhookReport {
    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double P999 = 99.9;
    /** What Stripe answers in a second: a faster node would only wait for it. Source: docs.stripe.com/rate-limits. */
    private static final double STRIPE_READS_PER_SECOND = 100;

    private final Report report;

    WebhookReport(Report report) {
        this.report = report;
    }

    void sayIntake(Measurements measured, Map<String, List<Double>> generatorCpu) {
        TextTable table = new TextTable(
                "64 connections",
                "events/s",
                "ours is x",
                "p50 us",
                "p99 us",
                "p99.9 us",
                "CPU us: Jetty + database",
                "ours is x",
                "generator",
                "trips",
                "WAL B");
        for (String who : List.of(OURS, PEER)) {
            boolean ours = who.equals(OURS);
            table.row(
                    who,
                    measured.of(who, Window::throughput).text(),
                    ours ? "" : measured.ratio(OURS, who, Window::throughput).text(),
                    micros(measured, who, P50),
                    micros(measured, who, P99),
                    micros(measured, who, P999),
                    Spread.text(measured.of(who, Window::clientCpu).median()) + " + "
                            + Spread.text(measured.of(who, Window::serverCpu).median()),
                    ours ? "" : measured.ratio(OURS, who, Window::cpu).text(),
                    Spread.text(
                            Spread.of(generatorCpu.getOrDefault(who, List.of())).median()),
                    Spread.text(measured.of(who, Window::roundTrips).median()),
                    Spread.text(measured.of(who, Window::walBytes).median()));
        }
        report.table(table);
        String name = "webhook.intake64.";
        report.result(name + "ratio_peer", measured.ratio(OURS, PEER, Window::throughput), Goal.atLeast(1.8));
        report.result(name + "cpu_ratio_peer", measured.ratio(OURS, PEER, Window::cpu), Goal.atMost(0.4));
        report.result(
                name + "p99_ratio_peer", measured.ratio(OURS, PEER, window -> window.micros(P99)), Goal.atMost(0.5));
    }

    private static String micros(Measurements measured, String who, double percentile) {
        return Spread.text(measured.of(who, window -> window.micros(percentile)).median());
    }

    void sayDrain(List<Drain.Drained> rounds) {
        TextTable table =
                new TextTable("round", "events", "events/s", "requests to Stripe", "CPU us of JVM + database");
        for (int round = 0; round < rounds.size(); round++) {
            Drain.Drained drained = rounds.get(round);
            table.row(
                    String.valueOf(round + 1),
                    String.valueOf(drained.events()),
                    Spread.text(drained.window().throughput()),
                    String.valueOf(drained.requests()),
                    Spread.text(drained.window().clientCpu()) + " + "
                            + Spread.text(drained.window().serverCpu()));
        }
        report.table(table);
        report.result(
                "webhook.drain_per_s",
                Spread.of(rounds.stream()
                        .map(drained -> drained.window().throughput())
                        .toList()),
                Goal.atLeast(STRIPE_READS_PER_SECOND));
    }
}
