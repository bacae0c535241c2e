// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.killed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.testkit.flood.EventFlood;
import io.tollbridge.billing.webhook.WebhookReceipt;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many events in any order, one in ten of them twice, on two nodes that receive and process at the same time: 1,000 in
 * every build, 10,000 with {@code -Dcampaign=full}. Each is stored once and applied once, on each database and where
 * claims cannot skip locked rows. 100,000 signed ones over HTTP are in the servlet's tests.
 */
@Timeout(3_600)
class EventFloodTest {
    private static final Logger log = LoggerFactory.getLogger(EventFloodTest.class);
    private static final boolean FULL = "full".equals(System.getProperty("campaign"));
    private static final long SEED = Long.getLong("seed", 20_261_122);
    private static final int SENDERS = 32;

    @ParameterizedTest(name = "{0}, skip locked: {1}")
    @CsvSource({"POSTGRESQL, true", "POSTGRESQL, false", "MARIADB, false", "H2, false"})
    void everyEventIsStoredOnceAndAppliedOnce(TestDatabase database, boolean skipLocked) throws Exception {
        int events = FULL ? 10_000 : 1_000;
        DataSource pool = database.freshDataSource(config -> config.setMaximumPoolSize(SENDERS + 8));
        JdbcBillingStore.create(pool).close();
        EventFlood flood = EventFlood.of(events, SEED);
        try (BillingService one = node(pool, skipLocked);
                BillingService other = node(pool, skipLocked)) {
            one.start();
            other.start();
            long begun = System.nanoTime();
            AtomicInteger turn = new AtomicInteger();
            int duplicates =
                    flood.send(SENDERS, number -> receive(turn.incrementAndGet() % 2 == 0 ? one : other, number));
            long received = System.nanoTime();
            Awaitility.await()
                    .atMost(FULL ? 3_000 : 300, TimeUnit.SECONDS)
                    .until(() -> one.webhooks().list(WebhookStatus.RECEIVED, 1).isEmpty());
            long processed = System.nanoTime();

            if (FULL) {
                log.warn(
                        "{}, skip locked {}: {} deliveries of {} events received in {}, processed after {}",
                        database,
                        skipLocked,
                        flood.deliveries().size(),
                        events,
                        EventFlood.pace(flood.deliveries().size(), received - begun),
                        EventFlood.pace(events, processed - begun));
            }
            assertThat(duplicates).isEqualTo(flood.duplicates());
            assertThat(rows(pool)).isEqualTo("stored " + events + ", done " + events);
            flood.assertAppliedOnce(one, GiftEvents.GIFTS, number -> true);
        }
    }

    private static BillingService node(DataSource pool, boolean skipLocked) {
        return GiftEvents.service(
                JdbcBillingStore.builder(pool)
                        .schemaMode(SchemaMode.NONE)
                        .skipLocked(skipLocked)
                        .build(),
                InstantSource.system());
    }

    private static boolean receive(BillingService node, int number) {
        return node.webhooks().receive(GiftEvents.body(number), null) == WebhookReceipt.DUPLICATE;
    }

    private static String rows(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT COUNT(*), SUM(CASE WHEN status = 'DONE' THEN 1 ELSE 0 END)"
                                + " FROM stripe_webhooks")) {
            row.next();
            return "stored " + row.getLong(1) + ", done " + row.getLong(2);
        }
    }
}
