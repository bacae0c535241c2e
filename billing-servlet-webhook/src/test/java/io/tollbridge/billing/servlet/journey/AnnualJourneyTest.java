// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.CreditPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Group B, fourth part: yearly plans in monthly slices. */
@ParameterizedClass(name = "{0}")
@EnumSource
class AnnualJourneyTest extends Journey {
    private static final Instant ANCHOR = Instant.parse("2025-01-31T10:00:00Z");
    private static final Instant YEAR_END = Instant.parse("2026-01-31T10:00:00Z");

    AnnualJourneyTest(Place place) {
        super(place);
    }

    private void givenYear(Instant anchor) {
        begin(anchor, CreditPolicy.DEFAULT);
        subscribe(here().sold.proYear());
        here().deliver();
        assertCredits(5_000, 0, 0);
    }

    /** Moves on from reset to reset as long as they come before the end; their days. */
    private List<String> resetsBefore(Instant end) {
        List<String> resets = new ArrayList<>();
        for (Instant reset = nextReset(); reset != null && reset.isBefore(end); reset = nextReset()) {
            resets.add(reset.toString().substring(5, 10));
            arrivesUntil(reset);
        }
        return resets;
    }

    @Test
    @DisplayName("B26: a yearly plan is granted in monthly slices, counted from the anchor without drift; the second"
            + " year follows its payment")
    void grantsMonthBySlice() {
        givenYear(ANCHOR);
        leave(700, 0);
        int rows = ledger().size();
        timeIs(Instant.parse("2025-02-28T09:59:59Z"));
        assertCredits(700, 0, 0);

        timeIs(Instant.parse("2025-02-28T10:00:00Z"));
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -700", "GRANT SUBSCRIPTION 5000");

        assertThat(resetsBefore(YEAR_END))
                .containsExactly(
                        "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30", "12-31");
        assertThat(nextReset()).isEqualTo(YEAR_END);
        assertThat(grants()).isEqualTo(12);
        arrivesUntil(YEAR_END);
        assertThat(grants()).as("not paid yet").isEqualTo(12);
        arrivesUntil(YEAR_END.plus(DRAFT));
        assertThat(grants()).isEqualTo(13);
        assertThat(nextReset()).isEqualTo("2026-02-28T10:00:00Z");
    }

    @Test
    @DisplayName("B27: an anchor on the 31st meets the leap day")
    void meetsTheLeapDay() {
        givenYear(Instant.parse("2024-01-31T10:00:00Z"));

        assertThat(nextReset()).isEqualTo("2024-02-29T10:00:00Z");
    }

    @Test
    @DisplayName("B27: a yearly anchor on the leap day is clamped to the 28th until the next leap year")
    void clampsTheLeapDay() {
        givenYear(Instant.parse("2024-02-29T10:00:00Z"));

        for (String day : List.of("2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29")) {
            Instant renewal = Instant.parse(day + "T10:00:00Z");
            arrivesUntil(renewal.minusSeconds(1));
            assertThat(nextReset()).isEqualTo(renewal);
            arrivesUntil(renewal.plus(DRAFT));
            assertThat(nextReset()).isEqualTo(day.substring(0, 4) + "-03-29T10:00:00Z");
        }
    }

    @Test
    @DisplayName("B29: after a yearly subscription has ended at its year's end no slice follows")
    void endsWithTheSubscription() {
        givenYear(ANCHOR);
        timeIs(Instant.parse("2025-12-31T11:00:00Z"));
        here().stripe.control().cancelInPortal(subscription());
        here().deliver();
        leave(700, 0);
        long granted = grants();
        int rows = ledger().size();

        arrivesUntil(YEAR_END);
        assertThat(atStripe().get("status").getAsString()).isEqualTo("canceled");
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -700");
        assertThat(nextReset()).isNull();
        arrivesUntil(YEAR_END.plus(Duration.ofDays(60)));

        assertCredits(0, 0, 0);
        assertThat(grants()).isEqualTo(granted);
        assertThat(nextReset()).isNull();
    }
}
