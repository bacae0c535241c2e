// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.benchmarks.Settings;
import io.tollbridge.billing.benchmarks.harness.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryBenchmarksTest {
    private static final Settings SETTINGS =
            new Settings("", Set.of(), true, OptionalInt.empty(), false, false, Path.of("target"));

    private final List<String> said = new ArrayList<>();
    private final Report report = new Report(said::add);

    @Test
    void growth_writes_ledgers_that_hold_and_has_a_line_for_every_result() {
        GrowthScale tiny = new GrowthScale(20, 10, 2, Duration.ofMillis(50), Duration.ofMillis(150));

        new GrowthBenchmark(SETTINGS, tiny).run(report);
        report.results();

        assertThat(said).anyMatch(line -> line.startsWith("verified both ledgers: 240 rows"));
        assertThat(said).anyMatch(line -> line.startsWith("RESULT growth.single_ratio="));
        assertThat(said).anyMatch(line -> line.startsWith("RESULT growth.batch_ratio="));
    }

    @Test
    void reports_agree_with_a_ledger_that_holds_and_the_result_has_its_line() {
        new ReportBenchmark(SETTINGS, new ReportScale(6_000, 2, 10, 2, 3)).run(report);
        report.results();

        // 6,000 and 2 x 10 uses; 2 rows of opening each, but for the first tenant, whose slice is used up
        assertThat(said).anyMatch(line -> line.startsWith("verified 6025 ledger rows"));
        assertThat(said).anyMatch(line -> line.matches("RESULT report.ratio_raw=[0-9.]+"));
    }
}
