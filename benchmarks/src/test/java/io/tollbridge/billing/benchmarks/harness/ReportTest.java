// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final List<String> said = new ArrayList<>();
    private final Report report = new Report(said::add);

    @Test
    void a_result_is_the_median_of_its_rounds_beside_their_range_and_its_goal() {
        report.result("speed", Spread.of(List.of(30.0, 10.0, 20.0, 19.0, 41.0)), Goal.atLeast(20));
        report.result("cost", Spread.of(List.of(0.3, 0.1)), Goal.atMost(0.19));
        report.results();

        assertThat(said)
                .contains(
                        "| result | median | min..max   | goal    |        |",
                        "| speed  | 20.0   | 10.0..41.0 | >= 20.0 | met    |",
                        "| cost   | 0.20   | 0.10..0.30 | <= 0.19 | MISSED |")
                .endsWith("RESULT speed=20.0000", "RESULT cost=0.2000");
    }

    @Test
    void what_could_not_be_measured_is_never_a_number() {
        report.result("cpu", Spread.of(List.of(Double.NaN, Double.NaN)), Goal.atMost(1));
        report.result("none", Spread.of(List.of()), Goal.atMost(1));
        report.results();

        assertThat(said)
                .contains("| cpu    | n/a    | n/a..n/a | <= 1.00 | not measured here |")
                .endsWith("RESULT cpu=not-measured", "RESULT none=not-measured");
    }
}
