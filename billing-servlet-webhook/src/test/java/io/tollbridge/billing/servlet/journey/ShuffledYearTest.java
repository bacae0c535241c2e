// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.servlet.journey.Year.Facts;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same year, told in many ways: events in any order, twice, with twins of another id, up to 46 hours late, and not at
 * all until they are fetched. 2 shuffles for each rendering in every build, 500 with {@code -Dcampaign=full}; a failure
 * names the {@code -Dseed=...} that repeats it.
 */
class ShuffledYearTest {
    private static final int SHUFFLES = "full".equals(System.getProperty("campaign")) ? 500 : 2;
    private static final long SEED = Long.getLong("seed", 20_261_122);

    @Test
    void theYearInOrderIsWhatItShouldBe() {
        Facts facts = inOrder(ApiRendering.DAHLIA_2026_07_29);

        assertThat(facts.slices()).hasSize(12).noneMatch(slice -> slice.contains("SKIPPED"));
        assertThat(facts.ledger())
                .filteredOn(row -> row.startsWith("GRANT") || row.startsWith("PLAN_CHANGE"))
                .containsExactly(
                        "GRANT SUBSCRIPTION 1000",
                        "GRANT SUBSCRIPTION 1000",
                        "GRANT SUBSCRIPTION 1000",
                        "GRANT SUBSCRIPTION 10000",
                        "GRANT SUBSCRIPTION 2000",
                        "GRANT SUBSCRIPTION 2000",
                        "GRANT SUBSCRIPTION 2000",
                        "GRANT SUBSCRIPTION 5000",
                        "GRANT SUBSCRIPTION 5000",
                        "GRANT SUBSCRIPTION 5000",
                        "GRANT SUBSCRIPTION 5000",
                        "GRANT SUBSCRIPTION 5000",
                        "PLAN_CHANGE SUBSCRIPTION 2933",
                        "PLAN_CHANGE SUBSCRIPTION 3500");
        assertThat(facts).isEqualTo(inOrder(ApiRendering.PRE_BASIL_2020_08_27));
    }

    private static Facts inOrder(ApiRendering rendering) {
        try (Year year = new Year(1, rendering, true)) {
            return year.live();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyOrderEndsInTheSameState(ApiRendering rendering) {
        Facts expected = inOrder(rendering);
        int repeated = 0;
        int fetched = 0;
        for (long seed = SEED; seed < SEED + SHUFFLES; seed++) {
            Told told = shuffled(seed, rendering);
            assertThat(told.facts).as("-Dseed=%d, %s", seed, rendering).isEqualTo(expected);
            repeated += told.repeated;
            fetched += told.fetched;
        }
        assertThat(repeated).as("deliveries of the same event again").isGreaterThan(10 * SHUFFLES);
        assertThat(fetched).as("events that were fetched").isGreaterThan(10 * SHUFFLES);
    }

    private record Told(Facts facts, int repeated, int fetched) {}

    /** Every second host has no API key: it has only the events to go by. */
    private static Told shuffled(long seed, ApiRendering rendering) {
        try (Year year = new Year(seed, rendering, seed % 2 == 0)) {
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
