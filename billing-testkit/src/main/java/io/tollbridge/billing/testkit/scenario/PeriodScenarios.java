// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeInvoiceLine;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group B, fourth part: periods that do not follow the calendar, and payments that come late. */
public abstract class PeriodScenarios extends StripeScenario {
    private static final Instant DAY_10 = P1.plus(Duration.ofDays(10));
    private static final Instant DAY_14 = P1.plus(Duration.ofDays(14));
    private static final Instant DAY_28 = P1.plus(Duration.ofDays(28));

    /** For subclasses. */
    protected PeriodScenarios() {}

    @Test
    @DisplayName("R12: a renewal of a 30-day period is granted once although a month boundary of the anchor lies"
            + " inside it")
    final void grantsAPeriodOnceThatCrossesAMonth() {
        givenSubscribed(0, 0);
        clock.set(P2);
        StripeSubscription renewed = starter().period(P2, P3);
        happens(events().invoicePaid(StripeInvoice.renewal("in_2", renewed), P2));
        happens(events().subscriptionUpdated(renewed, P2));
        assertCredits(1000, 0, 0);
        deduct(1000, null);

        clock.set(Instant.parse("2026-04-02T10:00:00Z"));
        work();
        happens(events().invoicePaymentSucceeded(StripeInvoice.renewal("in_2", renewed), P2));

        assertCredits(0, 0, 0);
        assertThat(deduct(1, null)).isInstanceOf(DeductionResult.Insufficient.class);
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(2);
        assertThat(billing().getCreditBalance(TENANT).nextResetAt()).isEqualTo(P3);
    }

    @Test
    @DisplayName("R12: a renewal that is paid late, beyond the month boundary inside its period, is granted once")
    final void grantsALatePeriodOnceThatCrossesAMonth() {
        givenSubscribed(0, 0);
        StripeEvent paid =
                events().invoicePaid(StripeInvoice.renewal("in_2", starter().period(P2, P3)), P2);
        clock.set(P2.plus(Duration.ofDays(5)));
        happens(paid);
        deduct(1000, null);

        clock.set(P3.minusMillis(1));
        work();

        assertCredits(0, 0, 0);
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(2);
        assertThat(billing().getCreditBalance(TENANT).nextResetAt()).isEqualTo(P3);
    }

    @Test
    @DisplayName("R12: a late invoice of a subscription that has ended grants nothing and leaves the free plan alone")
    final void grantsNothingForAnEndedSubscription() {
        givenSubscribed(400, 300);
        clock.set(P2);
        happens(events().subscriptionUpdated(starter().period(P2, P3).status("past_due"), P2));
        clock.set(P2.plusSeconds(60));
        happens(events().subscriptionDeleted(
                        starter().period(P2, P3).canceled(P2.plusSeconds(60)), P2.plusSeconds(60)));
        clock.set(P2.plusSeconds(120));
        billing().subscriptions().startLocalPlan(TENANT, "free");
        assertCredits(50, 300, 0);
        deduct(20, null);
        Instant reset = nextReset();
        int rows = ledger().size();

        clock.set(P2.plus(Duration.ofDays(2)));
        StripeInvoice late = StripeInvoice.renewal("in_2", starter().period(P2, P3));
        happens(events().invoicePaid(late, clock.instant()));
        happens(events().subscriptionUpdated(starter().period(P2, P3), P2.plusSeconds(30)));
        work();

        assertThat(ledgerSince(rows)).isEmpty();
        assertCredits(30, 300, 0);
        assertThat(billing().subscriptions().current(TENANT).map(Subscription::planId))
                .hasValue("free");
        assertThat(nextReset()).isEqualTo(reset);
        clock.set(reset);
        work();
        assertCredits(50, 300, 0);
    }

    @Test
    @DisplayName("R10: a plan change paid in a period that has ended meanwhile adds nothing to the next")
    final void addsNothingForAPeriodThatHasEnded() {
        givenSubscribed(400, 0);
        StripeSubscription pro = subscription("price_pro", P1, P2);
        StripeInvoice upgrade = StripeInvoice.update("in_2", pro, StripeInvoiceLine.remainingTime(pro, DAY_10, 5_333));
        clock.set(P2);
        happens(events().invoicePaid(StripeInvoice.renewal("in_3", starter().period(P2, P3)), P2));
        int rows = ledger().size();

        clock.set(P2.plus(Duration.ofDays(1)));
        happens(events().invoicePaid(upgrade, clock.instant()));

        assertThat(ledgerSince(rows)).isEmpty();
        assertCredits(1000, 0, 0);
        assertThat(billing().getCreditBalance(TENANT).planName()).isEqualTo("starter");
    }

    @Test
    @DisplayName("R10: a plan change that is paid late adds for the time since it took effect")
    final void addsForTheTimeSinceTheChange() {
        givenSubscribed(400, 0);
        StripeSubscription pro = subscription("price_pro", P1, P2);

        clock.set(P2.minusSeconds(60));
        happens(events().invoicePaid(
                        StripeInvoice.update("in_2", pro, StripeInvoiceLine.remainingTime(pro, DAY_10, 5_333)),
                        clock.instant()));

        assertCredits(3066, 0, 0);
    }

    @Test
    @DisplayName("R11: a prolonged trial keeps its credits and moves its end")
    final void prolongsATrial() {
        build(plans(), CreditPolicy.DEFAULT);
        remember(TENANT);
        StripeSubscription trial = subscription("price_starter", P1, DAY_14).trial();
        happens(events().subscriptionCreated(trial, P1));
        happens(events().invoicePaid(StripeInvoice.first("in_1", trial), P1));
        deduct(40, null);
        int rows = ledger().size();

        clock.set(DAY_10);
        StripeSubscription prolonged =
                subscription("price_starter", DAY_10, DAY_28).trial();
        happens(events().subscriptionUpdated(prolonged, DAY_10));
        happens(events().invoicePaid(
                        StripeInvoice.update("in_2", prolonged, StripeInvoiceLine.period(prolonged)), DAY_10));
        assertCredits(60, 0, 0);
        assertThat(nextReset()).isEqualTo(DAY_28);
        clock.set(DAY_28.minusMillis(1));
        work();
        assertCredits(60, 0, 0);
        assertThat(ledgerSince(rows)).isEmpty();

        clock.set(DAY_28);
        StripeSubscription paid = subscription("price_starter", DAY_28, DAY_28.plus(Duration.ofDays(30)));
        happens(events().invoicePaid(StripeInvoice.renewal("in_3", paid), DAY_28));
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -60", "GRANT SUBSCRIPTION 1000");
    }

    @Test
    @DisplayName("R10: monthly to yearly inside a period grants nothing at once and goes on by month")
    final void goesOnByMonth() {
        Instant april = Instant.parse("2026-04-01T10:00:00Z");
        Instant end = Instant.parse("2027-03-01T10:00:00Z");
        StripeSubscription monthly = subscription("price_starter", P1, april);
        givenSubscribed(monthly, 1_000, 400, 0, CreditPolicy.DEFAULT);
        int rows = ledger().size();

        changeToYearly(monthly, monthly.price("price_starter_year", 20_000).period(P1, end));
        assertThat(ledgerSince(rows)).isEmpty();
        assertCredits(400, 0, 0);

        assertThat(resetsUntil(end))
                .containsExactly(
                        "2026-04-01",
                        "2026-05-01",
                        "2026-06-01",
                        "2026-07-01",
                        "2026-08-01",
                        "2026-09-01",
                        "2026-10-01",
                        "2026-11-01",
                        "2026-12-01",
                        "2027-01-01",
                        "2027-02-01");
        assertCredits(1000, 0, 0);
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(12);
    }

    /** On day 10; a subscription's change to another interval. */
    private void changeToYearly(StripeSubscription before, StripeSubscription after) {
        clock.set(DAY_10);
        happens(events().subscriptionUpdated(after, DAY_10));
        happens(events().invoicePaid(
                        StripeInvoice.update(
                                "in_2",
                                after,
                                StripeInvoiceLine.unusedTime(before, DAY_10, 1_300),
                                StripeInvoiceLine.remainingTime(after, DAY_10, 19_400)),
                        DAY_10));
    }

    /** Moves the clock from reset to reset as long as they come before the end; the days on which they came. */
    private List<String> resetsUntil(Instant end) {
        List<String> resets = new ArrayList<>();
        for (Instant reset = nextReset(); reset.isBefore(end); reset = nextReset()) {
            resets.add(reset.toString().substring(0, 10));
            clock.set(reset);
            work();
        }
        return resets;
    }

    private Instant nextReset() {
        Instant next = billing().getCreditBalance(TENANT).nextResetAt();
        assertThat(next).isNotNull();
        return next == null ? Instant.MAX : next;
    }
}
