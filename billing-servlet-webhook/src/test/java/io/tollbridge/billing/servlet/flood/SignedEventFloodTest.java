// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.flood;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.event.BillingEvent.WebhookReceived.Receipt;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.servlet.journey.JourneyPostgres;
import io.tollbridge.billing.testkit.flood.EventFlood;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signed events over HTTP, in any order, to two nodes on PostgreSQL that receive and process at the same time. One event
 * in ten comes four times: twice at the same moment to both nodes. Each is stored once and applied once: 1,000 events in
 * every build, 100,000 with {@code -Dcampaign=full}.
 */
@Timeout(3_600)
class SignedEventFloodTest {
    private static final Logger log = LoggerFactory.getLogger(SignedEventFloodTest.class);
    private static final boolean FULL = "full".equals(System.getProperty("campaign"));
    private static final int EVENTS = FULL ? 100_000 : 1_000;
    private static final long SEED = Long.getLong("seed", 20_261_130);
    private static final int SENDERS = 32;

    private final InstantSource clock = InstantSource.system();
    private final FloodEvents events = new FloodEvents(clock.instant().minus(Duration.ofDays(1)));
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger requests = new AtomicInteger();

    @Test
    void everyEventIsStoredOnceAndAppliedOnce() throws Exception {
        EventFlood flood = EventFlood.of(EVENTS, SEED);
        try (HikariDataSource onePool = pool();
                HikariDataSource otherPool = pool()) {
            JdbcBillingStore.create(onePool).close();
            try (FloodNode one = new FloodNode(onePool);
                    FloodNode other = new FloodNode(otherPool)) {
                one.billing.start();
                other.billing.start();
                long begun = System.nanoTime();
                flood.send(SENDERS, number -> send(number, List.of(one.address, other.address)));
                long received = System.nanoTime();
                Awaitility.await()
                        .atMost(3_000, TimeUnit.SECONDS)
                        // why seldom: looking for what waits among very many that are done is work too
                        .pollInterval(FULL ? 1_000 : 50, TimeUnit.MILLISECONDS)
                        .until(() -> one.billing
                                .webhooks()
                                .list(WebhookStatus.RECEIVED, 1)
                                .isEmpty());
                long processed = System.nanoTime();
                log.warn(
                        "seed {}: {} requests with {} events answered in {}, all processed after {}; heap {} MB",
                        SEED,
                        requests.get(),
                        EVENTS,
                        EventFlood.pace(requests.get(), received - begun),
                        EventFlood.pace(EVENTS, processed - begun),
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);

                assertThat(one.count(Receipt.STORED) + other.count(Receipt.STORED))
                        .isEqualTo(EVENTS);
                assertThat(one.count(Receipt.DUPLICATE) + other.count(Receipt.DUPLICATE))
                        .isEqualTo(requests.get() - EVENTS);
                assertThat(requests).hasValue(EVENTS + 3 * flood.duplicates());
                assertThat(rows(onePool)).isEqualTo("stored " + EVENTS + ", done " + EVENTS);
                flood.assertAppliedOnce(one.billing, FloodEvents.GIFTS, FloodEvents::isGift);
                FloodEvents.assertGrantedOnce(one.billing, EVENTS);
            }
        }
    }

    /** Sends an event: one that comes again to both nodes at once, another one to either. */
    private boolean send(int number, List<URI> nodes) {
        byte[] body = events.body(number);
        String signature = FloodEvents.signature(body, clock.instant());
        List<URI> to = EventFlood.isRepeated(number) ? nodes : List.of(nodes.get(number / 2 % nodes.size()));
        List<CompletableFuture<HttpResponse<Void>>> answers = to.stream()
                .map(node -> http.sendAsync(
                        HttpRequest.newBuilder(node)
                                .header("Content-Type", "application/json; charset=utf-8")
                                .header("Stripe-Signature", signature)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding()))
                .toList();
        for (CompletableFuture<HttpResponse<Void>> answer : answers) {
            assertThat(answer.join().statusCode()).isEqualTo(200);
            requests.incrementAndGet();
        }
        return false;
    }

    private static HikariDataSource pool() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(JourneyPostgres.url());
        config.setConnectionInitSql("CREATE SCHEMA IF NOT EXISTS flood");
        config.addDataSourceProperty("currentSchema", "flood");
        config.setMaximumPoolSize(20);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    private static String rows(HikariDataSource pool) throws SQLException {
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
