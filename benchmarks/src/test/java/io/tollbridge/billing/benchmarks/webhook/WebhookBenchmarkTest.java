// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookBenchmarkTest {
    private static final WebhookScale TINY =
            new WebhookScale(2, Duration.ofMillis(300), Duration.ofMillis(50), Duration.ofMillis(300), 20_000, 3);
    private static final WebhookScale A_MOMENT =
            new WebhookScale(1, Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(100), 20_000, 1);

    private final List<String> said = new ArrayList<>();
    private final Report report = new Report(said::add);

    @Test
    void every_result_has_its_line_and_every_event_is_stored_once() {
        new WebhookBenchmark(settings(Set.of()), TINY).run(report);
        report.results();

        assertThat(said.stream().filter(line -> line.startsWith("RESULT ")))
                .allMatch(line -> line.matches("RESULT [a-z0-9_.]+=([0-9.]+|not-measured)"))
                .extracting(line -> line.substring("RESULT ".length(), line.indexOf('=')))
                .containsExactlyInAnyOrder(
                        "webhook.intake64.ratio_peer",
                        "webhook.intake64.cpu_ratio_peer",
                        "webhook.intake64.p99_ratio_peer",
                        "webhook.drain_per_s");
        assertThat(said.stream().filter(line -> line.startsWith("verified "))).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE FROM ours.stripe_webhooks WHERE event_id = 'evt_1000000000007' | lost 1 events",
                "INSERT INTO peer.webhook_events SELECT 'evt_1999999999999', type, created, payload FROM peer.webhook_events LIMIT 1 | nobody sent it",
                "UPDATE ours.stripe_webhooks SET payload = concat(payload, 'x') | not stored as it was sent"
            })
    void a_run_fails_when_what_is_stored_is_not_what_was_sent(String tampering, String message) {
        WebhookBenchmark tampered = new WebhookBenchmark(settings(Set.of("intake64")), A_MOMENT);

        assertThatThrownBy(() -> tampered.run(report, server -> server.execute(tampering)))
                .hasMessageContaining(message);
    }

    @Test
    void events_have_four_kilobytes_and_ids_of_their_own() {
        EventTemplate template = new EventTemplate();

        assertThat(template.event(7)).hasSize(EventTemplate.BYTES);
        assertThat(new String(template.event(7), UTF_8))
                .contains("\"id\": \"" + EventTemplate.id(7) + "\"")
                .contains("in_000000000007")
                .doesNotContain("000000000008");
    }

    private static Settings settings(Set<String> only) {
        return new Settings("webhook", only, true, OptionalInt.empty(), false, false, Path.of("target"));
    }
}
