// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.benchmarks.Settings;
import io.tollbridge.billing.benchmarks.harness.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeductBenchmarkTest {
    private static final DeductScale TINY = new DeductScale(
            20, 2, Duration.ofMillis(50), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofMillis(100), false);

    private final List<String> said = new ArrayList<>();
    private final Report report = new Report(said::add);

    @Test
    void every_result_has_its_line_and_every_ledger_is_verified() {
        benchmark(Set.of()).run(report);
        report.results();

        assertThat(said.stream().filter(line -> line.startsWith("RESULT ")))
                .allMatch(line -> line.matches("RESULT [a-z0-9_.]+=([0-9.]+|not-measured)"))
                .extracting(line -> line.substring("RESULT ".length(), line.indexOf('=')))
                .containsExactlyInAnyOrder(
                        "deduct.hot64.ratio_a",
                        "deduct.hot64.ratio_b",
                        "deduct.hot64.p99_ratio_a",
                        "deduct.hot64.ratio_bucket4j",
                        "deduct.uniform64.ratio_a",
                        "deduct.uniform64.ratio_b",
                        "deduct.uniform64.cpu_ratio_a",
                        "deduct.single.p50_ratio_b");
        assertThat(said.stream().filter(line -> line.startsWith("verified "))).hasSize(5);
    }

    @Test
    void a_run_fails_when_the_ledger_that_it_wrote_does_not_hold() {
        String tampering = "UPDATE ours.credit_transactions SET amount = amount - 1 WHERE seq = 3";

        assertThatThrownBy(() -> benchmark(Set.of("hot64")).run(report, server -> server.execute(tampering)))
                .hasMessageContaining("ledgers do not hold");
    }

    private static DeductBenchmark benchmark(Set<String> only) {
        Settings settings = new Settings("deduct", only, true, OptionalInt.empty(), false, false, Path.of("target"));
        return new DeductBenchmark(settings, TINY);
    }
}
