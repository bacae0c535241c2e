// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.servlet.journey.Year.Facts;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The same year, told in many ways: events in any order, twice, with twins of another id, up to 46 hours late, and not at
 * all until they are fetched. In every build 2 shuffles in the newest rendering and in the one before Basil, and 1 in each of
 * the others; with {@code -Dcampaign=full} 500 and 20, some 40 minutes on two processors; or as many as {@code -Dshuffles=...} says in all of them. A failure names
 * the {@code -Dseed=...} that repeats it.
 */
class ShuffledYearTest {
    private static final boolean FULL = "full".equals(System.getProperty("campaign"));
    private static final Set<ApiRendering> THOROUGHLY =
            EnumSet.of(ApiRendering.DAHLIA_2026_07_29, ApiRendering.PRE_BASIL_2020_08_27);
    private static final Logger PROGRESS = LoggerFactory.getLogger(ShuffledYearTest.class);
    private static final int TOLD_EVERY = 50;
    private static final long SEED = Long.getLong("seed", 20_261_122);

    private static final Map<Boolean, Facts> EXPECTED = new ConcurrentHashMap<>();

    private final ExecutorService lanes =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    @AfterEach
    void stopped() {
        lanes.shutdownNow();
    }

    @Test
    void theYearInOrderIsWhatItShouldBe() {
        Facts facts = expected(true);

        assertThat(facts.slices())
                .filteredOn(slice -> !slice.contains(" to null "))
                .hasSize(13)
                .noneMatch(slice -> slice.contains("SKIPPED"));
        assertThat(facts.ledger())
                .filteredOn(row -> row.startsWith("GRANT") || row.startsWith("PLAN_CHANGE"))
                .containsExactly(
                        "GRANT SUBSCRIPTION 1000",
                        "GRANT SUBSCRIPTION 1000",
                        "GRANT SUBSCRIPTION 1000",
                        "GRANT SUBSCRIPTION 10000",
                        "GRANT SUBSCRIPTION 2000",
                        "GRANT SUBSCRIPTION 2000",
                        "GRANT SUBSCRIPTION 5000",
                        "GRANT SUBSCRIPTION 5000",
                        "GRANT SUBSCRIPTION 5000",
                        "GRANT SUBSCRIPTION 5000",
                        "GRANT SUBSCRIPTION 5000",
                        "GRANT SUBSCRIPTION 5000",
                        "GRANT SUBSCRIPTION 6000",
                        "PLAN_CHANGE SUBSCRIPTION 2537",
                        "PLAN_CHANGE SUBSCRIPTION 2933",
                        "PLAN_CHANGE SUBSCRIPTION 3500",
                        "PLAN_CHANGE SUBSCRIPTION 4952");
        assertThat(facts.ledger())
                .filteredOn(
                        row -> row.startsWith("PURCHASE") || row.startsWith("CLAWBACK ") || row.startsWith("FREEZE"))
                .containsExactly(
                        "CLAWBACK BUNDLE -100",
                        "CLAWBACK BUNDLE -150",
                        "CLAWBACK FROZEN -500",
                        "FREEZE BUNDLE -500",
                        "FREEZE FROZEN 500",
                        "PURCHASE BUNDLE 500",
                        "PURCHASE BUNDLE 500");
        assertThat(facts.ledger())
                .filteredOn(row -> row.startsWith("CLAWBACK_SUB"))
                .hasSize(Year.PERIODS_ARE_REFUNDED ? 3 : 0);
        assertThat(facts).isEqualTo(inOrder(ApiRendering.PRE_BASIL_2020_08_27, true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replayingAllOfItChangesNothing(boolean asks) {
        try (Year year = new Year(1, ApiRendering.DAHLIA_2026_07_29, asks)) {
            Facts facts = year.live();

            assertThat(year.replayed()).isEqualTo(facts);
        }
    }

    /** What the year leaves behind when it is told in order; how Stripe words it makes no difference. */
    private static Facts expected(boolean asks) {
        return EXPECTED.computeIfAbsent(asks, key -> inOrder(ApiRendering.DAHLIA_2026_07_29, asks));
    }

    private static Facts inOrder(ApiRendering rendering, boolean asks) {
        try (Year year = new Year(1, rendering, asks)) {
            return year.live();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyOrderEndsInTheSameState(ApiRendering rendering) throws Exception {
        int shuffles = Integer.getInteger("shuffles", THOROUGHLY.contains(rendering) ? FULL ? 500 : 2 : FULL ? 20 : 1);
        int repeated = 0;
        int fetched = 0;
        List<Future<Told>> years = LongStream.range(SEED, SEED + shuffles)
                .mapToObj(seed -> lanes.submit(() -> shuffled(seed, rendering)))
                .toList();
        for (int i = 0; i < shuffles; i++) {
            long seed = SEED + i;
            Told told = years.get(i).get();
            assertThat(told.facts).as("-Dseed=%d, %s", seed, rendering).isEqualTo(expected(asks(seed)));
            repeated += told.repeated;
            fetched += told.fetched;
            if (i % TOLD_EVERY == TOLD_EVERY - 1) {
                PROGRESS.warn("{} of {} years in {} are as they should be", i + 1, shuffles, rendering);
            }
        }
        assertThat(repeated).as("deliveries of the same event again").isGreaterThan(10 * shuffles);
        assertThat(fetched).as("events that were fetched").isGreaterThan(10 * shuffles);
    }

    private record Told(Facts facts, int repeated, int fetched) {}

    /** Every second host has no API key: it has only the events to go by. */
    private static boolean asks(long seed) {
        return seed % 2 == 0;
    }

    private static Told shuffled(long seed, ApiRendering rendering) {
        try (Year year = new Year(seed, rendering, asks(seed))) {
            year.stripe()
                    .webhooks()
                    .chaos()
                    .shuffled()
                    .duplicates(20)
                    .twins(20)
                    .dropped(10)
                    .delayed(60, Duration.ofHours(46));
            Facts facts = year.live();
            return new Told(facts, year.repeated(), year.fetched());
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("-Dseed=" + seed + ", " + rendering + ": " + failure.getMessage(), failure);
        }
    }
}
