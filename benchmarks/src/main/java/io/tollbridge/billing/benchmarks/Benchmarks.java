// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks;

import io.tollbridge.billing.benchmarks.harness.Profile;
import io.tollbridge.billing.benchmarks.harness.Report;
import io.tollbridge.billing.benchmarks.ledger.DeductBenchmark;
import io.tollbridge.billing.benchmarks.ledger.DeductScale;
import io.tollbridge.billing.benchmarks.ledger.GrowthBenchmark;
import io.tollbridge.billing.benchmarks.ledger.GrowthScale;
import io.tollbridge.billing.benchmarks.ledger.ReportBenchmark;
import io.tollbridge.billing.benchmarks.ledger.ReportScale;
import io.tollbridge.billing.benchmarks.track.TrackBenchmark;
import io.tollbridge.billing.benchmarks.track.TrackScale;
import io.tollbridge.billing.benchmarks.webhook.WebhookBenchmark;
import io.tollbridge.billing.benchmarks.webhook.WebhookScale;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the benchmark that {@code -Dbench} names. docs/performance.md explains. */
public final class Benchmarks {
    private static final long MILLIS_OF_SECOND = 1_000;

    /** From the module's directory, in which Maven runs this. */
    private static final Path PAGE = Path.of("..", "docs", "performance.md");

    private Benchmarks() {}

    /** Takes no arguments; {@link Settings} are system properties. Fails when a ledger does not hold. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<String> said = new ArrayList<>();
        Settings settings = Settings.ofSystemProperties();
        Report report = new Report(line -> {
            out.println(line);
            said.add(line);
        });
        Machine.describe(report);
        if (settings.profile()) {
            try (Profile profile = Profile.start(settings.directory().resolve("bench.jfr"))) {
                run(settings, report);
                profile.hottest(report);
            }
        } else {
            run(settings, report);
        }
        report.results();
        report.line("took " + ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS_OF_SECOND + " s");
        if (settings.record()) {
            new PerformancePage(PAGE).show(settings.bench(), said);
        }
    }

    private static void run(Settings settings, Report report) {
        switch (settings.bench()) {
            case "deduct" -> new DeductBenchmark(settings, DeductScale.of(settings)).run(report);
            case "growth" -> new GrowthBenchmark(settings, GrowthScale.of(settings)).run(report);
            case "report" -> new ReportBenchmark(settings, ReportScale.of(settings)).run(report);
            case "track" -> new TrackBenchmark(TrackScale.of(settings)).run(report);
            case "webhook" -> new WebhookBenchmark(settings, WebhookScale.of(settings)).run(report);
            default ->
                throw new IllegalArgumentException("-Dbench=" + settings.bench()
                        + " is none; it must be deduct, growth, report, track or webhook");
        }
    }
}
