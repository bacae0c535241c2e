// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.payment.RecordPage.StoredRecord;
import io.tollbridge.billing.reconcile.Healing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R10: changes of plans that follow each other end alike, however they are heard of, and grant what is paid. */
public abstract class PlanChangeOrderScenarios extends HealingFixture {
    /** For subclasses. */
    protected PlanChangeOrderScenarios() {}

    /** How the host hears of what has happened at Stripe. */
    enum Heard {
        /** As it happened. */
        IN_ORDER,
        /** The newest event first, each alone. */
        NEWEST_FIRST,
        /** Not at all, until the records are compared at night. */
        BY_COMPARISON
    }

    private void price(String price, String... more) {
        String[] parameters = new String[2 + more.length];
        parameters[0] = "items[0][id]=" + item();
        parameters[1] = "items[0][price]=" + price;
        System.arraycopy(more, 0, parameters, 2, more.length);
        merchant.send("POST", "/v1/subscriptions/" + subscription, parameters);
    }

    /** The first week night by night, then five nights at once: what is to be mended is mended in the first. */
    private void daysGoBy(BillingService billing, int days) {
        int gone = 0;
        while (gone < days) {
            int step = gone < 7 ? 1 : Math.min(5, days - gone);
            stripe.clock().advance(Duration.ofDays(step));
            settle(billing);
            gone += step;
        }
    }

    /** Two things happen, a while apart. */
    private void happen(BillingService billing, Heard heard, Runnable first, Duration apart, Runnable second) {
        first.run();
        if (heard == Heard.IN_ORDER) {
            settle(billing);
        }
        stripe.clock().advance(apart);
        second.run();
        if (heard != Heard.IN_ORDER) {
            stripe.webhooks().loseWaiting();
        }
        if (heard == Heard.NEWEST_FIRST) {
            for (StoredRecord event : eventsAtStripe()) {
                arrive(billing, List.of(event));
            }
        }
        settle(billing);
    }

    private BillingService givenTenDaysOf(Heard heard, String price) {
        BillingService billing = givenSubscribed(heard == Heard.BY_COMPARISON ? Healing.REPAIR : Healing.NONE, price);
        stripe.clock().advance(Duration.ofDays(10));
        settle(billing);
        return billing;
    }

    @ParameterizedTest
    @DisplayName("a year that was taken back two hours later grants no month that is not paid")
    @EnumSource
    final void aYearTakenBack(Heard heard) {
        BillingService billing = givenTenDaysOf(heard, starter);
        happen(
                billing,
                heard,
                () -> price(yearly, "proration_behavior=always_invoice"),
                Duration.ofHours(2),
                () -> price(starter, "proration_behavior=always_invoice"));
        // what the year gives back would pay for the next months
        String customer = merchant.get("/v1/subscriptions/" + subscription)
                .get("customer")
                .getAsString();
        merchant.send("POST", "/v1/customers/" + customer, "balance=0");
        stripe.control().declineNextCharges(50);

        daysGoBy(billing, 100);

        assertThat(grants(billing)).as("the first month").hasSize(1);
    }

    @ParameterizedTest
    @DisplayName("a year that was replaced by a month of another plan two hours later leaves that plan alone")
    @EnumSource
    final void aYearReplacedByANewPeriod(Heard heard) {
        BillingService billing = givenTenDaysOf(heard, starter);
        happen(
                billing,
                heard,
                () -> price(yearly, "proration_behavior=always_invoice"),
                Duration.ofHours(2),
                () -> price(pro, "billing_cycle_anchor=now", "proration_behavior=always_invoice"));

        daysGoBy(billing, 100);

        assertThat(billing.getCreditBalance("acme").allowance())
                .as("PRO is paid each month")
                .isEqualTo(5_000);
        assertThat(grants(billing).stream().filter(grant -> grant.amount() == 5_000))
                .hasSize(4);
    }

    @ParameterizedTest
    @DisplayName("an upgrade in a period that began two days before counts, whichever is heard of first")
    @EnumSource
    final void anUpgradeInANewPeriod(Heard heard) {
        assertUpgradeInANewPeriod(heard, starter);
    }

    @ParameterizedTest
    @DisplayName("the same when the new period is a month that replaces a year")
    @EnumSource
    final void anUpgradeInAMonthThatReplacesAYear(Heard heard) {
        assertUpgradeInANewPeriod(heard, yearly);
    }

    private void assertUpgradeInANewPeriod(Heard heard, String before) {
        BillingService billing = givenTenDaysOf(heard, before);
        happen(
                billing,
                heard,
                () -> price(pro, "billing_cycle_anchor=now", "proration_behavior=always_invoice"),
                Duration.ofDays(2),
                () -> quantity(2, "always_invoice"));

        daysGoBy(billing, 6);

        assertSubscriptionCredits(billing, 5_000 + 5_000 * 29 / 31);
    }

    @Test
    @DisplayName("from one unit to a hundred and back within a minute, on one invoice of next to nothing, adds nothing")
    final void upAndDownOnOneInvoice() {
        BillingService billing = givenTenDaysOf(Heard.IN_ORDER, starter);
        quantity(100, "create_prorations");
        stripe.clock().advance(Duration.ofMinutes(1));
        quantity(1, "always_invoice");
        settle(billing);

        // 99,000 a month for a minute are two credits
        assertSubscriptionCredits(billing, 402);
        daysGoBy(billing, 30);
        assertSubscriptionCredits(billing, 1_000);
    }

    @Test
    @DisplayName("more units that are paid while a year is owed for five weeks count for the rest of the year")
    final void moreUnitsWhileAYearIsOwed() {
        BillingService billing = givenSubscribed(Healing.REPAIR, yearly);
        stripe.control().dunning("past_due", Duration.ofDays(60));
        stripe.clock().advance(Duration.ofDays(364));
        settle(billing);
        stripe.control().declineNextCharges(1);
        stripe.clock().advance(Duration.ofDays(1).plusHours(3));
        settle(billing);
        String renewal = merchant.latestInvoice(subscription);
        stripe.control().acceptCharges();
        stripe.clock().advance(Duration.ofDays(3));
        quantity(3, "always_invoice");
        settle(billing);
        daysGoBy(billing, 35);

        merchant.send("POST", "/v1/invoices/" + renewal + "/pay");
        settle(billing);
        daysGoBy(billing, 40);

        assertThat(billing.getCreditBalance("acme").allowance()).isEqualTo(3_000);
    }

    @Test
    @DisplayName("R12: free weeks on a running year leave the next year its twelve slices")
    final void freeWeeksOnAYear() {
        BillingService billing = givenSubscribed(Healing.REPAIR, yearly);
        stripe.clock().advance(Duration.ofDays(10));
        settle(billing);
        long end = stripe.clock().instant().plus(Duration.ofDays(30)).getEpochSecond();
        merchant.send("POST", "/v1/subscriptions/" + subscription, "trial_end=" + end, "proration_behavior=none");
        settle(billing);
        daysGoBy(billing, 31);
        int before = grants(billing).size();

        daysGoBy(billing, 363);

        assertThat(grants(billing).size() - before + 1).isEqualTo(12);
    }
}
