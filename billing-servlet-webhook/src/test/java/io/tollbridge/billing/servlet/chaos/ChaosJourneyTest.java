// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tollbridge.billing.servlet.chaos.Sights.Sight;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Lives of tenants under chaos: sign-up, subscription, use from eight threads, automatic purchases, refused cards, payments
 * that the customer must confirm, pages, refunds, disputes, renewals, changes of plan, cancellations, halts. Stripe's API
 * and webhooks misbehave, connections are lost around commits, and nodes are killed at any commit and any call. Afterwards
 * an audit compares the ledger with Stripe's records and with what every caller was told.
 *
 * <p>Four journeys a seed. 3 seeds by default, one of them on PostgreSQL; 500 seeds, which are 2,000 journeys, with
 * {@code -Dcampaign=full}; one with {@code -Dseed=n}. A seed decides everything but how threads and nodes overtake each
 * other, so a failure may take a few runs to come again.
 */
class ChaosJourneyTest {
    private static final int TENANTS = 4;
    private static final int ROUNDS = 24;
    /** Journeys at once in a full campaign: most of their time they wait for answers that do not come. */
    private static final int LANES = Integer.getInteger("lanes", 6);

    private static final int TOLD_EVERY = 25;
    private static final boolean FULL = "full".equals(System.getProperty("campaign"));
    private static final org.slf4j.Logger PROGRESS = LoggerFactory.getLogger("chaos");
    private static final List<Logger> LOGS = List.of(log("io.tollbridge"), log("com.zaxxer.hikari"));

    private static Logger log(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    /** What is logged about thousands of faults would be all that one sees. */
    @BeforeAll
    static void faultsAreExpected() {
        LOGS.forEach(log -> log.setLevel(Level.OFF));
    }

    @AfterAll
    static void faultsAreUnexpected() {
        LOGS.forEach(log -> log.setLevel(null));
    }

    @Test
    void whateverHappensTheMoneyAtStripeEqualsTheCreditsThatWereGrantedLessThoseThatWereTakenBack() {
        Long one = Long.getLong("seed");
        int seeds = one != null ? 1 : FULL ? 500 : 3;
        long first = one != null ? one : FULL ? 1 : 20_261_130;
        List<String> failures = new ArrayList<>();
        Sights sights = new Sights();
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> lanes = IntStream.range(0, FULL ? LANES : 1)
                .<Future<?>>mapToObj(lane -> Fleet.THREADS.submit(() -> {
                    for (int i = next.getAndIncrement(); i < seeds; i = next.getAndIncrement()) {
                        List<String> found = play(first + i, lane, sights);
                        synchronized (failures) {
                            failures.addAll(found);
                            if (i % TOLD_EVERY == TOLD_EVERY - 1) {
                                PROGRESS.warn("{} seeds were begun, {} failures", i + 1, failures.size());
                            }
                        }
                    }
                }))
                .toList();
        lanes.forEach(ChaosJourneyTest::await);

        assertThat(failures).isEmpty();
        if (one == null) {
            Set<Sight> seen =
                    FULL ? EnumSet.allOf(Sight.class) : EnumSet.of(Sight.CHARGES, Sight.RENEWALS, Sight.KILLED);
            assertThat(seen)
                    .as("%s", sights.counts())
                    .allMatch(sight -> sights.counts().getOrDefault(sight, 0L) > 0);
        }
    }

    /** Every eighth seed lives on PostgreSQL in a full campaign; by default every second one does. */
    private static Ground ground(long seed) {
        return seed % (FULL ? 8 : 2) == 1 ? Ground.POSTGRESQL : Ground.H2;
    }

    private static List<String> play(long seed, int lane, Sights sights) {
        Ground ground = ground(seed);
        ChaosJourney.Plan plan = new ChaosJourney.Plan(TENANTS, ROUNDS, true, UnaryOperator.identity());
        try (ChaosJourney journey = new ChaosJourney(seed, ground.empty(lane), plan)) {
            return journey.run(sights).stream()
                    .map(finding -> "-Dseed=" + seed + " on " + ground + ", " + journey.story()
                            + " (threads overtake each other differently each time): " + finding)
                    .toList();
        } catch (RuntimeException | Error failure) {
            throw new AssertionError("-Dseed=" + seed + " on " + ground + ": " + failure.getMessage(), failure);
        }
    }

    private static void await(Future<?> lane) {
        try {
            lane.get();
        } catch (ExecutionException failure) {
            throw new AssertionError(failure.getMessage(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
