// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group B, second part: yearly plans in monthly slices, and month ends. */
public abstract class AnnualScenarios extends StripeScenario {
    private static final Instant ANCHOR = Instant.parse("2025-01-31T10:00:00Z");
    private static final Instant YEAR_END = Instant.parse("2026-01-31T10:00:00Z");

    /** For subclasses. */
    protected AnnualScenarios() {}

    private StripeSubscription givenYear() {
        clock.set(ANCHOR);
        StripeSubscription yearly = subscription("price_pro_year", ANCHOR, YEAR_END);
        givenSubscribed(yearly, 5_000, 700, 0, CreditPolicy.DEFAULT);
        return yearly;
    }

    @Test
    @DisplayName("B26: a yearly plan is granted in monthly slices, counted from the anchor without drift")
    final void grantsMonthBySlice() {
        givenYear();
        int rows = ledger().size();

        clock.set(Instant.parse("2025-02-28T09:59:59.999Z"));
        work();
        assertCredits(700, 0, 0);
        clock.set(Instant.parse("2025-02-28T10:00:00Z"));
        assertCredits(5_000, 0, 0);
        work();
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -700", "GRANT SUBSCRIPTION 5000");

        List<String> resets = new ArrayList<>();
        for (Instant reset = nextReset(); reset.isBefore(YEAR_END); reset = nextReset()) {
            resets.add(reset.toString().substring(5, 10));
            clock.set(reset);
            work();
        }
        assertThat(resets)
                .containsExactly(
                        "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30", "12-31");
        assertThat(nextReset()).isEqualTo(YEAR_END);
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(12);
    }

    @Test
    @DisplayName("B26: months in which nothing ran are skipped, only the present one is granted")
    final void skipsMissedMonths() {
        givenYear();

        clock.set(Instant.parse("2025-06-15T00:00:00Z"));
        deduct(100, null);

        assertCredits(4_900, 0, 0);
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(2);
        assertThat(nextReset()).isEqualTo("2025-06-30T10:00:00Z");
    }

    @Test
    @DisplayName("B26: the year's renewal opens the next year's first slice, once")
    final void renewsTheYear() {
        StripeSubscription yearly = givenYear();
        clock.set(YEAR_END);
        Instant nextEnd = Instant.parse("2027-01-31T10:00:00Z");
        work();
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(2);

        happens(events().invoicePaid(StripeInvoice.renewal("in_2", yearly.period(YEAR_END, nextEnd)), YEAR_END));
        happens(events().invoicePaid(StripeInvoice.renewal("in_2", yearly.period(YEAR_END, nextEnd)), YEAR_END));

        assertCredits(5_000, 0, 0);
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(3);
        assertThat(nextReset()).isEqualTo("2026-02-28T10:00:00Z");
    }

    @Test
    @DisplayName("B27: an anchor on the 31st meets the leap day")
    final void meetsTheLeapDay() {
        Instant anchor = Instant.parse("2024-01-31T10:00:00Z");
        clock.set(anchor);
        givenSubscribed(
                subscription("price_pro_year", anchor, Instant.parse("2025-01-31T10:00:00Z")),
                5_000,
                5_000,
                0,
                CreditPolicy.DEFAULT);

        assertThat(nextReset()).isEqualTo("2024-02-29T10:00:00Z");
    }

    @Test
    @DisplayName("B27: a yearly anchor on the leap day is clamped to the 28th until the next leap year")
    final void clampsTheLeapDay() {
        Instant anchor = Instant.parse("2024-02-29T10:00:00Z");
        clock.set(anchor);
        StripeSubscription yearly = subscription("price_pro_year", anchor, Instant.parse("2025-02-28T10:00:00Z"));
        givenSubscribed(yearly, 5_000, 5_000, 0, CreditPolicy.DEFAULT);

        List<String> years = List.of("2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29");
        for (int i = 0; i + 1 < years.size(); i++) {
            Instant start = Instant.parse(years.get(i) + "T10:00:00Z");
            Instant end = Instant.parse(years.get(i + 1) + "T10:00:00Z");
            clock.set(start);
            happens(events().invoicePaid(
                            StripeInvoice.renewal(
                                    "in_" + start, yearly.period(start, end).anchor(anchor)),
                            start));
            Instant lastReset = end.minusSeconds(1);
            clock.set(lastReset);
            work();
            assertThat(nextReset()).isEqualTo(end);
        }
    }

    @Test
    @DisplayName("B29: after a yearly subscription has ended no slice follows")
    final void endsWithTheSubscription() {
        StripeSubscription yearly = givenYear();

        happens(events().subscriptionDeleted(yearly.canceled(ANCHOR.plusSeconds(60)), ANCHOR.plusSeconds(60)));
        clock.set(Instant.parse("2025-03-15T00:00:00Z"));
        work();

        assertCredits(0, 0, 0);
        assertThat(billing().getCreditBalance(TENANT).nextResetAt()).isNull();
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(1);
    }

    private Instant nextReset() {
        Instant next = billing().getCreditBalance(TENANT).nextResetAt();
        assertThat(next).isNotNull();
        return next == null ? Instant.MAX : next;
    }
}
