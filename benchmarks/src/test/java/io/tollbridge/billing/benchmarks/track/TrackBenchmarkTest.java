// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.benchmarks.harness.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackBenchmarkTest {
    @Test
    void every_result_has_its_line() {
        List<String> said = new ArrayList<>();
        Report report = new Report(said::add);

        new TrackBenchmark(new TrackScale(1, Duration.ofMillis(10), 0)).run(report);
        report.results();

        assertThat(said).anyMatch(line -> line.matches("RESULT track\\.proxy_ns=[0-9.]+"));
        assertThat(said).anyMatch(line -> line.matches("RESULT track\\.bare_ns=[0-9.]+"));
    }

    @Test
    void a_tracked_call_charges_and_a_bare_one_does_not() {
        TrackedCalls calls = new TrackedCalls();

        assertThat(calls.direct()).isSameAs(calls);
        assertThat(calls.bare()).isSameAs(calls);
        assertThat(calls.charged()).isZero();

        assertThat(calls.tracked()).isSameAs(calls);
        assertThat(calls.charged()).isOne();
    }

    @Test
    void a_hold_that_was_not_captured_is_found() {
        StubBilling billing = new StubBilling();
        billing.hold(Deduction.of("tenant").cost(1));

        assertThatThrownBy(billing::verify).hasMessageContaining("1 holds and 0 captures");
    }
}
