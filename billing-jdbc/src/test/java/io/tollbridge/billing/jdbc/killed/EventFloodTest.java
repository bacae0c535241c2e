// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.killed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.webhook.WebhookReceipt;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
 * Many events in any order, one in ten of them twice, on two nodes that receive and process at the same time: 2,000 in
 * every build, 100,000 on PostgreSQL with {@code -Dcampaign=full}. Each is stored once and applied once. Where claims
 * cannot skip locked rows, that holds too.
 */
@Timeout(3_600)
class EventFloodTest {
    private static final Logger log = LoggerFactory.getLogger(EventFloodTest.class);
    private static final boolean FULL = "full".equals(System.getProperty("campaign"));
    private static final long SEED = Long.getLong("seed", 20_261_122);
    private static final int SENDERS = 32;

    @ParameterizedTest(name = "{0}, skip locked: {1}")
    @CsvSource({"POSTGRESQL, true, 100000", "POSTGRESQL, false, 20000", "MARIADB, false, 10000", "H2, false, 10000"})
    void everyEventIsStoredOnceAndAppliedOnce(TestDatabase database, boolean skipLocked, int most) throws Exception {
        int events = FULL ? most : 2_000;
        DataSource pool = database.freshDataSource(config -> config.setMaximumPoolSize(SENDERS + 8));
        JdbcBillingStore.create(pool).close();
        List<Integer> deliveries = new ArrayList<>();
        for (int number = 0; number < events; number++) {
            deliveries.add(number);
            if (number % 10 == 0) {
                deliveries.add(number);
            }
        }
        Collections.shuffle(deliveries, new Random(SEED));
        try (BillingService one = node(pool, skipLocked);
                BillingService other = node(pool, skipLocked)) {
            one.start();
            other.start();
            long begun = System.nanoTime();
            int duplicates = receive(List.of(one, other), deliveries);
            long received = System.nanoTime();
            Awaitility.await()
                    .atMost(FULL ? 3_000 : 300, TimeUnit.SECONDS)
                    .until(() -> one.webhooks().list(WebhookStatus.RECEIVED, 1).isEmpty());
            long processed = System.nanoTime();

            if (FULL) {
                log.warn(
                        "{}, skip locked {}: {} deliveries of {} events received in {} ms ({}/s), processed after {} ms"
                                + " ({}/s)",
                        database,
                        skipLocked,
                        deliveries.size(),
                        events,
                        millis(received - begun),
                        perSecond(deliveries.size(), received - begun),
                        millis(processed - begun),
                        perSecond(events, processed - begun));
            }
            assertThat(duplicates).isEqualTo(deliveries.size() - events);
            assertThat(rows(pool)).isEqualTo("stored " + events + ", done " + events);
            assertAppliedOnce(one, events);
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

    /** Returns how many deliveries were told to be duplicates. */
    private static int receive(List<BillingService> nodes, List<Integer> deliveries) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Callable<Integer>> senders = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                BillingService node = nodes.get(sender % nodes.size());
                senders.add(() -> {
                    int duplicates = 0;
                    for (int i = next.getAndIncrement(); i < deliveries.size(); i = next.getAndIncrement()) {
                        WebhookReceipt receipt = node.webhooks().receive(GiftEvents.body(deliveries.get(i)), null);
                        duplicates += receipt == WebhookReceipt.DUPLICATE ? 1 : 0;
                    }
                    return duplicates;
                });
            }
            int duplicates = 0;
            for (Future<Integer> sender : threads.invokeAll(senders)) {
                duplicates += sender.get();
            }
            return duplicates;
        } finally {
            threads.shutdownNow();
        }
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

    private static void assertAppliedOnce(BillingService billing, int events) {
        int[] expected = new int[GiftEvents.TENANTS];
        for (int number = 0; number < events; number++) {
            expected[number % GiftEvents.TENANTS]++;
        }
        for (int number = 0; number < GiftEvents.TENANTS; number++) {
            String tenant = GiftEvents.tenant(number);
            assertThat(billing.getCreditBalance(tenant).spendable()).as(tenant).isEqualTo(expected[number]);
            assertThat(billing.ledger().verify(tenant).findings()).isEmpty();
        }
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    private static long perSecond(int count, long nanos) {
        return count * 1_000_000_000L / nanos;
    }
}
