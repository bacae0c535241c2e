// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.killed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A process is killed (SIGKILL) at random moments while it receives and processes webhooks on PostgreSQL: 3 times in
 * every build, 20 times with {@code -Dcampaign=full}. What it had acknowledged is applied exactly once.
 */
@Timeout(600)
class KilledProcessTest {
    private static final int KILLS = "full".equals(System.getProperty("campaign")) ? 20 : 3;
    /** More follow until one has struck while an event was being processed. */
    private static final int MOST_KILLS = 20;

    private static final int MOST_EVENTS = 4_000;

    @Test
    void everythingThatWasAcknowledgedIsAppliedExactlyOnce() throws Exception {
        DataSource dataSource = TestDatabase.POSTGRESQL.freshDataSource();
        JdbcBillingStore.create(dataSource).close();
        Random random = new Random(20261122);
        Set<Integer> acknowledged = new HashSet<>();
        for (int kill = 0; kill < KILLS || (kill < MOST_KILLS && interrupted(dataSource) == 0); kill++) {
            runAndKill(dataSource, kill * MOST_EVENTS, 20 + random.nextInt(400), acknowledged);
        }

        // ten minutes later: whatever the killed ones had claimed may be taken again
        InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(10));
        try (BillingService billing = GiftEvents.service(dataSource, later)) {
            billing.runDueWork();
            Map<String, Long> expected = new HashMap<>();
            List<WebhookRecord> rows = allRows(billing);
            for (WebhookRecord row : rows) {
                assertThat(row.status()).as("%s", row).isEqualTo(WebhookStatus.DONE);
                expected.merge(GiftEvents.tenant(Integer.parseInt(row.event().payload())), 1L, Long::sum);
            }
            assertThat(rows)
                    .extracting(row -> Integer.parseInt(row.event().payload()))
                    .doesNotHaveDuplicates()
                    .containsAll(acknowledged);
            assertThat(rows)
                    .extracting(WebhookRecord::attempts)
                    .as("killed in the middle")
                    .anyMatch(n -> n > 1);
            expected.forEach((tenant, credits) -> {
                assertThat(billing.getCreditBalance(tenant).spendable())
                        .as(tenant)
                        .isEqualTo(credits);
                assertThat(billing.ledger().verify(tenant).findings()).isEmpty();
            });
        }
    }

    /** How many events somebody had begun to process who is dead now. */
    private static long interrupted(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        // why locked: the server may still be carrying out what the process sent before its death
                        "SELECT count(*) FROM (SELECT 1 FROM stripe_webhooks"
                                + " WHERE attempts > 0 AND status <> 'DONE' FOR UPDATE) begun")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static List<WebhookRecord> allRows(BillingService billing) {
        Map<WebhookEventKey, WebhookRecord> rows = new LinkedHashMap<>();
        Instant before = Instant.parse("9999-01-01T00:00:00Z");
        int known;
        do {
            known = rows.size();
            for (WebhookRecord row : billing.webhooks().find(WebhookQuery.all().before(before), 1_000)) {
                rows.put(row.event().key(), row);
                // why one more: the next page begins inside this millisecond
                before = row.receivedAt().plusMillis(1);
            }
        } while (rows.size() > known);
        return List.copyOf(rows.values());
    }

    /** Starts a process and kills it after it has acknowledged so many events. */
    private static void runAndKill(DataSource dataSource, int first, int acknowledgements, Set<Integer> acknowledged)
            throws IOException, InterruptedException {
        HikariDataSource pool = (HikariDataSource) dataSource;
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WebhookProcess.class.getName(),
                        pool.getJdbcUrl(),
                        pool.getDataSourceProperties().getProperty("currentSchema"),
                        String.valueOf(first),
                        String.valueOf(first + MOST_EVENTS - 1))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            int read = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.chars().allMatch(Character::isDigit) && !line.isEmpty()) {
                    acknowledged.add(Integer.parseInt(line));
                    read++;
                }
                if (read == acknowledgements) {
                    // why by its handle: what the process has printed stays to be read
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(read).as("acknowledged before the kill").isGreaterThanOrEqualTo(acknowledgements);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
