// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.CreditPolicy.PlanChange;
import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Group B, second part: changes of plan and quantity inside a period, and cancellations. */
@ParameterizedClass(name = "{0}")
@EnumSource
class PlanChangeJourneyTest extends Journey {
    PlanChangeJourneyTest(Place place) {
        super(place);
    }

    private void upgradeOnDay10(PlanChange policy) {
        givenSubscribed(CreditPolicy.DEFAULT.planChange(policy), 400, 0);
        timeIs(DAY_10);
        here().account
                .change(subscription(), "items[0][price]=" + here().sold.pro(), "proration_behavior=always_invoice");
        here().deliver();
    }

    @Test
    @DisplayName("B12: an upgrade adds the difference for the part of the slice that is left")
    void upgradesProrated() {
        upgradeOnDay10(PlanChange.PRORATED);

        assertCredits(3_066, 0, 0);
        assertThat(billing().getCreditBalance(TENANT).allowance()).isEqualTo(3_666);
        assertThat(billing().getCreditBalance(TENANT).used()).isEqualTo(600);
        assertThat(billing().getCreditBalance(TENANT).planName()).isEqualTo("pro");
        assertThat(epoch()).isEqualTo(2);
        assertThat(nextReset()).isEqualTo(P2);
    }

    @Test
    @DisplayName("B12: an upgrade that is not paid adds nothing until it is")
    void waitsForThePaymentOfTheUpgrade() {
        givenSubscribed(400, 0);
        timeIs(DAY_10);
        here().stripe.control().dunning("past_due", Duration.ofDays(1));
        here().stripe.control().declineNextCharges(1);
        here().account
                .change(subscription(), "items[0][price]=" + here().sold.pro(), "proration_behavior=always_invoice");
        here().deliver();
        assertCredits(400, 0, 0);

        arrivesUntil(DAY_10.plus(Duration.ofDays(1)));
        assertCredits(3_066, 0, 0);
    }

    @Test
    @DisplayName("B14: FULL_DELTA adds the whole difference")
    void upgradesInFull() {
        upgradeOnDay10(PlanChange.FULL_DELTA);
        assertCredits(4_400, 0, 0);
    }

    @Test
    @DisplayName("B14: RESET drops what is left and grants the new allowance")
    void upgradesByReset() {
        upgradeOnDay10(PlanChange.RESET);
        assertCredits(5_000, 0, 0);
    }

    @Test
    @DisplayName("B14: NONE changes nothing before the renewal")
    void upgradesLater() {
        upgradeOnDay10(PlanChange.NONE);
        assertCredits(400, 0, 0);
        arrivesUntil(P2.plus(DRAFT));
        assertCredits(5_000, 0, 0);
    }

    @Test
    @DisplayName("B15: a downgrade takes nothing before the renewal, whose invoice also gives money back")
    void downgradesAtRenewal() {
        begin(P1, CreditPolicy.DEFAULT);
        subscribe(here().sold.pro());
        here().deliver();
        leave(4_100, 0);
        timeIs(DAY_10);
        here().account
                .change(
                        subscription(),
                        "items[0][price]=" + here().sold.starter(),
                        "proration_behavior=create_prorations");
        here().deliver();
        assertCredits(4_100, 0, 0);
        int rows = ledger().size();

        arrivesUntil(P2.plus(DRAFT));

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -4100", "GRANT SUBSCRIPTION 1000");
        assertCredits(1_000, 0, 0);
        assertThat(billing().getCreditBalance(TENANT).planName()).isEqualTo("starter");
    }

    @Test
    @DisplayName("B17: an upgrade that begins a new period replaces the slice")
    void upgradesWithANewPeriod() {
        givenSubscribed(400, 0);
        int rows = ledger().size();
        timeIs(DAY_10);

        here().account
                .change(
                        subscription(),
                        "items[0][price]=" + here().sold.pro(),
                        "billing_cycle_anchor=now",
                        "proration_behavior=create_prorations");
        here().deliver();

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -400", "GRANT SUBSCRIPTION 5000");
        assertThat(nextReset()).isEqualTo(Instant.parse("2026-05-11T10:00:00Z"));
    }

    @Test
    @DisplayName("B18: a cancellation in the portal is told, and credits end with the period")
    void cancelsAtPeriodEnd() {
        givenSubscribed(400, 300);
        here().stripe.control().cancelInPortal(subscription());
        here().deliver();
        assertCredits(400, 300, 0);
        assertThat(told()).containsOnlyOnce(Notification.Kind.CANCEL_SCHEDULED);
        assertThat(nextReset()).isNull();
        int rows = ledger().size();

        arrivesUntil(P2);

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -400");
        assertCredits(0, 300, 0);
        arrivesUntil(P3);
        assertCredits(0, 300, 0);
    }

    @Test
    @DisplayName("B18: a cancellation that is withdrawn in the portal changes nothing, and the renewal comes")
    void withdrawsTheCancellation() {
        givenSubscribed(400, 300);
        here().stripe.control().cancelInPortal(subscription());
        here().deliver();
        timeIs(DAY_10);
        here().stripe.control().keepInPortal(subscription());
        here().deliver();
        assertCredits(400, 300, 0);
        assertThat(nextReset()).isEqualTo(P2);

        arrivesUntil(P2.plus(DRAFT));

        assertCredits(1_000, 300, 0);
    }

    @Test
    @DisplayName("B19: an immediate cancellation ends the credits at once")
    void cancelsAtOnce() {
        givenSubscribed(400, 300);
        int rows = ledger().size();
        timeIs(DAY_10);

        here().account.delete("/v1/subscriptions/" + subscription());
        here().deliver();

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -400");
        assertCredits(0, 300, 0);
    }

    @Test
    @DisplayName("B19: with KEEP_UNTIL_PERIOD_END the credits stay until the slice ends")
    void keepsCreditsOfACanceledPeriod() {
        givenSubscribed(CreditPolicy.DEFAULT.cancellation(CreditPolicy.Cancellation.KEEP_UNTIL_PERIOD_END), 400, 300);
        timeIs(DAY_10);

        here().account.delete("/v1/subscriptions/" + subscription());
        here().deliver();
        assertCredits(400, 300, 0);
        arrivesUntil(P2.minusSeconds(1));
        assertCredits(400, 300, 0);
        arrivesUntil(P2);

        assertCredits(0, 300, 0);
    }

    @Test
    @DisplayName("B32: a larger quantity adds the difference for the part of the slice that is left")
    void growsWithTheQuantity() {
        begin(P1, CreditPolicy.DEFAULT);
        subscribe(here().sold.starter(), "items[0][quantity]=3");
        here().deliver();
        leave(1_200, 0);
        timeIs(P1.plus(Duration.ofDays(15)));

        here().account.change(subscription(), "items[0][quantity]=5", "proration_behavior=always_invoice");
        here().deliver();

        assertCredits(2_200, 0, 0);
    }
}
