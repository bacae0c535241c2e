// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.killed;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.database.StoppablePostgreSql;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerPage;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The PostgreSQL server is stopped at once and started again while webhooks come in and are processed and credits are
 * deducted: once in every build, 10 times with {@code -Dcampaign=full}. What was answered is there exactly once; what was
 * not may be sent again and is then there exactly once.
 */
@Timeout(900)
class StoppedServerTest {
    private static final int STOPS = "full".equals(System.getProperty("campaign")) ? 10 : 1;
    private static final int RECEIVERS = 6;
    private static final int PAYERS = 6;
    private static final int BETWEEN = 300;
    private static final long PAUSE = 1_000_000;
    private static final long CREDITS = 10_000_000;
    private static final String TENANT = "payer";

    private final Calls events = new Calls();
    private final Calls deductions = new Calls();
    private volatile boolean over;
    /** How many answered events are enough: each gift makes a lot, and a tenant with very many is slow. */
    private volatile int enough;

    /** What became of numbered calls. */
    private record Calls(AtomicInteger next, Set<Integer> answered, Set<Integer> refused) {
        Calls() {
            this(new AtomicInteger(), ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet());
        }

        void call(IntConsumer what) {
            int number = next.getAndIncrement();
            try {
                what.accept(number);
                answered.add(number);
            } catch (BillingException away) {
                refused.add(number);
            }
        }
    }

    @Test
    void whatWasAnsweredIsThereExactlyOnce() throws Exception {
        try (StoppablePostgreSql server = StoppablePostgreSql.start();
                HikariDataSource pool = pool(server.jdbcUrl())) {
            JdbcBillingStore.create(pool).close();
            try (BillingService billing = GiftEvents.service(pool, InstantSource.system())) {
                billing.addCredits(TENANT, CREDITS, CreditType.BUNDLE);
                billing.start();
                underLoad(billing, server);
                assertThat(events.refused).as("events that were not answered").isNotEmpty();

                events.refused.forEach(number -> billing.webhooks().receive(GiftEvents.body(number), null));
                deductions.refused.forEach(number -> deduct(billing, number));
            }
            // ten minutes later: what was being worked on when the server went may be taken again
            InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(10));
            try (BillingService billing = GiftEvents.service(pool, later)) {
                billing.runDueWork();
                assertEveryEventAppliedOnce(billing);
                assertEveryDeductionStoredOnce(billing);
            }
        }
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(RECEIVERS + PAYERS + 6);
        config.setConnectionTimeout(1_000);
        return new HikariDataSource(config);
    }

    private static void deduct(BillingService billing, int number) {
        Deduction one = Deduction.of(TENANT).cost(1).idempotencyKey("call-" + number);
        assertThat(billing.tryDeduct(one)).isNotInstanceOf(DeductionResult.Insufficient.class);
    }

    private void underLoad(BillingService billing, StoppablePostgreSql server) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(RECEIVERS + PAYERS);
        try {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < RECEIVERS; i++) {
                callers.add(threads.submit(() -> repeat(
                        this::receiverWaits,
                        events,
                        number -> billing.webhooks().receive(GiftEvents.body(number), null))));
            }
            for (int i = 0; i < PAYERS; i++) {
                callers.add(threads.submit(() -> repeat(() -> false, deductions, number -> deduct(billing, number))));
            }
            for (int stop = 0; stop < STOPS; stop++) {
                awaitMoreAnswers();
                enough = Integer.MAX_VALUE;
                server.stopAtOnce();
                awaitRefusals();
                server.startAgain();
            }
            awaitMoreAnswers();
            over = true;
            for (Future<?> caller : callers) {
                caller.get(120, TimeUnit.SECONDS);
            }
        } finally {
            over = true;
            threads.shutdownNow();
        }
    }

    private void repeat(BooleanSupplier waits, Calls calls, IntConsumer what) {
        while (!over) {
            if (waits.getAsBoolean()) {
                LockSupport.parkNanos(PAUSE);
            } else {
                calls.call(what);
            }
        }
    }

    private boolean receiverWaits() {
        return events.answered.size() >= enough;
    }

    /** The calls of the same threads and the same service succeed, again. */
    private void awaitMoreAnswers() {
        int received = events.answered.size();
        int paid = deductions.answered.size();
        enough = received + BETWEEN;
        Awaitility.await()
                .atMost(120, TimeUnit.SECONDS)
                .until(() ->
                        events.answered.size() >= received + BETWEEN && deductions.answered.size() >= paid + BETWEEN);
    }

    /** A deduction is repeated by the library for a while; an event is for Stripe to send again. */
    private void awaitRefusals() {
        int refused = events.refused.size();
        Awaitility.await().atMost(120, TimeUnit.SECONDS).until(() -> events.refused.size() > refused + RECEIVERS);
    }

    private void assertEveryEventAppliedOnce(BillingService billing) {
        for (WebhookStatus status : WebhookStatus.values()) {
            if (status != WebhookStatus.DONE) {
                assertThat(billing.webhooks().list(status, 10)).isEmpty();
            }
        }
        int[] expected = new int[GiftEvents.TENANTS];
        for (int number = 0; number < events.next.get(); number++) {
            expected[number % GiftEvents.TENANTS]++;
        }
        for (int number = 0; number < GiftEvents.TENANTS; number++) {
            String tenant = GiftEvents.tenant(number);
            assertThat(billing.getCreditBalance(tenant).spendable()).as(tenant).isEqualTo(expected[number]);
            assertThat(billing.ledger().verify(tenant).findings()).isEmpty();
        }
    }

    private void assertEveryDeductionStoredOnce(BillingService billing) {
        int calls = deductions.next.get();
        assertThat(billing.getCreditBalance(TENANT).spendable()).isEqualTo(CREDITS - calls);
        long rows = 0;
        long after = 0;
        LedgerPage page;
        do {
            page = billing.ledger().page(TENANT, after, 1_000);
            rows += page.entries().stream()
                    .map(LedgerEntry::type)
                    .filter(EntryType.DEDUCT::equals)
                    .count();
            after = page.nextAfter();
        } while (!page.last());
        assertThat(rows).isEqualTo(calls);
        assertThat(billing.ledger().verify(TENANT).findings()).isEmpty();
    }
}
