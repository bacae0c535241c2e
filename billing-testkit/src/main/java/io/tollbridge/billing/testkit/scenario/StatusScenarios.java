// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.CreditPolicy.PlanChange;
import io.tollbridge.billing.account.OpeningBalance;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeInvoiceLine;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group B, third part: statuses, trials, and plan changes inside a period. */
public abstract class StatusScenarios extends StripeScenario {
    private static final Instant DAY_10 = P1.plus(Duration.ofDays(10));

    /** For subclasses. */
    protected StatusScenarios() {}

    @Test
    @DisplayName("B10: a late payment grants the period once, and its end stays where it was")
    final void recoversFromPastDue() {
        givenSubscribed(400, 0);
        StripeSubscription overdue = starter().period(P2, P3).status("past_due");
        clock.set(P2);
        happens(events().invoice(
                        "invoice.payment_failed",
                        StripeInvoice.renewal("in_2", overdue).status("open"),
                        P2));
        happens(events().subscriptionUpdated(overdue, P2));
        assertCredits(400, 0, 0);
        clock.set(P2.plus(Duration.ofDays(3)));
        work();
        assertCredits(0, 0, 0);

        Instant day5 = P2.plus(Duration.ofDays(5));
        clock.set(day5);
        happens(events().invoicePaid(StripeInvoice.renewal("in_2", overdue), day5));
        happens(events().subscriptionUpdated(overdue.status("active"), day5));

        assertCredits(1000, 0, 0);
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(2);
        assertThat(told()).containsExactly(Notification.Kind.PAYMENT_FAILED, Notification.Kind.RENEWED);
        assertThat(billing().getCreditBalance(TENANT).nextResetAt()).isEqualTo(P2.plus(Duration.ofDays(30)));
    }

    @Test
    @DisplayName("B11: an unpaid subscription loses its credits, bundles stay usable")
    final void losesCreditsWhenUnpaid() {
        givenSubscribed(20, 300);
        clock.set(P2);

        happens(events().subscriptionUpdated(starter().period(P2, P3).status("unpaid"), P2));

        assertCredits(0, 300, 0);
    }

    @Test
    @DisplayName("B12: an upgrade adds the difference for the part of the slice that is left")
    final void upgradesProrated() {
        upgradeOnDay10(PlanChange.PRORATED);

        assertCredits(3066, 0, 0);
        assertThat(billing().getCreditBalance(TENANT).allowance()).isEqualTo(3666);
        assertThat(billing().getCreditBalance(TENANT).planName()).isEqualTo("pro");
    }

    @Test
    @DisplayName("B14: FULL_DELTA adds the whole difference")
    final void upgradesInFull() {
        upgradeOnDay10(PlanChange.FULL_DELTA);
        assertCredits(4400, 0, 0);
    }

    @Test
    @DisplayName("B14: RESET drops what is left and grants the new allowance")
    final void upgradesByReset() {
        upgradeOnDay10(PlanChange.RESET);
        assertCredits(5000, 0, 0);
    }

    @Test
    @DisplayName("B14: NONE changes nothing before the renewal")
    final void upgradesLater() {
        upgradeOnDay10(PlanChange.NONE);
        assertCredits(400, 0, 0);
    }

    @Test
    @DisplayName("B15: a downgrade takes nothing before the renewal")
    final void downgradesAtRenewal() {
        givenSubscribed(subscription("price_pro", P1, P2), 5_000, 4_100, 0, CreditPolicy.DEFAULT);

        clock.set(DAY_10);
        happens(events().subscriptionUpdated(starter(), DAY_10));
        assertCredits(4100, 0, 0);
        clock.set(P2);
        happens(events().invoicePaid(StripeInvoice.renewal("in_2", starter().period(P2, P3)), P2));

        assertCredits(1000, 0, 0);
    }

    @Test
    @DisplayName("B16: downgrading and upgrading again inside a slice adds nothing")
    final void cannotFarmByChangingPlans() {
        upgradeOnDay10(PlanChange.PRORATED);
        int rows = ledger().size();

        changePlan(starter(), "in_down");
        changePlan(subscription("price_pro", P1, P2), "in_up");

        assertThat(ledgerSince(rows)).isEmpty();
        assertCredits(3066, 0, 0);
    }

    @Test
    @DisplayName("B17: an upgrade that begins a new period replaces the slice")
    final void upgradesWithANewPeriod() {
        givenSubscribed(400, 0);
        int rows = ledger().size();
        clock.set(DAY_10);
        StripeSubscription pro = subscription("price_pro", DAY_10, DAY_10.plus(Duration.ofDays(30)));

        happens(events().invoicePaid(
                        StripeInvoice.update(
                                "in_2",
                                pro,
                                StripeInvoiceLine.unusedTime(starter(), DAY_10, 1_333),
                                StripeInvoiceLine.period(pro)),
                        DAY_10));
        happens(events().subscriptionUpdated(pro, DAY_10));

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -400", "GRANT SUBSCRIPTION 5000");
    }

    @Test
    @DisplayName("B22: a trial grants its credits once and the first paid period replaces them")
    final void grantsTheTrialOnce() {
        build(plans(), CreditPolicy.DEFAULT);
        remember(TENANT);
        Instant trialEnd = P1.plus(Duration.ofDays(14));
        StripeSubscription trial = subscription("price_starter", P1, trialEnd).trial();
        happens(events().subscriptionCreated(trial, P1));
        happens(events().invoicePaid(StripeInvoice.first("in_1", trial), P1));
        happens(events().invoicePaymentSucceeded(StripeInvoice.first("in_1", trial), P1));
        assertCredits(100, 0, 0);
        deduct(40, null);
        assertCredits(60, 0, 0);
        int rows = ledger().size();

        clock.set(trialEnd);
        StripeSubscription paid = subscription("price_starter", trialEnd, trialEnd.plus(Duration.ofDays(30)));
        happens(events().invoicePaid(StripeInvoice.renewal("in_2", paid), trialEnd));

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -60", "GRANT SUBSCRIPTION 1000");
    }

    @Test
    @DisplayName("B23: a trial that ends without a card loses its credits until it is resumed and paid")
    final void pausesAfterTheTrial() {
        build(plans(), CreditPolicy.DEFAULT);
        remember(TENANT);
        Instant trialEnd = P1.plus(Duration.ofDays(14));
        StripeSubscription trial = subscription("price_starter", P1, trialEnd).trial();
        happens(events().invoicePaid(StripeInvoice.first("in_1", trial), P1));
        deduct(40, null);

        clock.set(trialEnd);
        happens(events().subscriptionUpdated(trial.status("paused"), trialEnd));
        assertCredits(0, 0, 0);
        Instant resumed = trialEnd.plus(Duration.ofDays(3));
        clock.set(resumed);
        StripeSubscription paid = subscription("price_starter", resumed, resumed.plus(Duration.ofDays(30)));
        happens(events().subscriptionUpdated(paid, resumed));
        happens(events().invoicePaid(StripeInvoice.renewal("in_2", paid), resumed));

        assertCredits(1000, 0, 0);
    }

    @Test
    @DisplayName("B25: with paused collection the credits end with the slice, and come back with a payment")
    final void endsCreditsWhenCollectionIsPaused() {
        givenSubscribed(400, 0);
        happens(events().subscriptionUpdated(starter().collectionPaused(true), DAY_10));
        assertCredits(400, 0, 0);

        clock.set(P2);
        work();
        assertCredits(0, 0, 0);
        Instant later = P2.plus(Duration.ofDays(2));
        clock.set(later);
        StripeSubscription resumed = starter().period(P2, P3);
        happens(events().subscriptionUpdated(resumed, later));
        happens(events().invoicePaid(StripeInvoice.renewal("in_2", resumed), later));

        assertCredits(1000, 0, 0);
    }

    @Test
    @DisplayName("B32: a larger quantity adds the difference for the part of the slice that is left")
    final void growsWithTheQuantity() {
        givenSubscribed(starter().quantity(3), 3_000, 1_200, 0, CreditPolicy.DEFAULT);
        Instant half = P1.plus(Duration.ofDays(15));
        clock.set(half);

        StripeSubscription five = starter().quantity(5);
        happens(events().invoicePaid(
                        StripeInvoice.update("in_2", five, StripeInvoiceLine.remainingTime(five, half, 2_000)), half));

        assertCredits(2200, 0, 0);
    }

    @Test
    @DisplayName("G13: a hold that an upgrade overtakes is released into the same slice")
    final void releasesAfterAnUpgrade() {
        givenSubscribed(400, 0);
        clock.set(DAY_10);
        Hold hold = billing().hold(Deduction.of(TENANT).cost(80));

        changePlan(subscription("price_pro", P1, P2), "in_2");
        hold.release();

        assertCredits(3066, 0, 0);
    }

    @Test
    @DisplayName("G: a hold that a renewal overtakes can be captured, but is not released into the new slice")
    final void dropsWhatIsReleasedIntoAFinishedSlice() {
        givenSubscribed(400, 0);
        clock.set(P2.minusSeconds(60));
        Hold captured = billing().hold(Deduction.of(TENANT).cost(30));
        Hold released = billing().hold(Deduction.of(TENANT).cost(70));
        clock.set(P2);
        happens(events().invoicePaid(StripeInvoice.renewal("in_2", starter().period(P2, P3)), P2));

        captured.capture(30);
        assertThat(released.release()).isEqualTo(70);

        assertCredits(1000, 0, 0);
        assertThat(billing().getCreditBalance(TENANT).held()).isZero();
        assertThat(billing().getCreditBalance(TENANT).used()).isZero();
    }

    @Test
    @DisplayName("H14: an imported tenant begins with an opening balance, and its next renewal is an ordinary one")
    final void importsATenant() {
        build(plans(), CreditPolicy.DEFAULT);
        remember(TENANT);
        OpeningBalance opening = new OpeningBalance(new OpeningBalance.OpenPeriod("starter", "sub_1", 400, P2), 250);
        billing().admin().open(TENANT, opening, "import", "moved from the old system");
        billing().admin().open(TENANT, opening, "import", "moved from the old system");
        assertCredits(400, 250, 0);
        assertThat(ledgerSince(0)).containsExactly("OPENING SUBSCRIPTION 400", "OPENING BUNDLE 250");

        clock.set(P2);
        happens(events().invoicePaid(StripeInvoice.renewal("in_2", starter().period(P2, P3)), P2));

        assertCredits(1000, 250, 0);
        assertThat(ledgerSince(2)).containsExactly("EXPIRE SUBSCRIPTION -400", "GRANT SUBSCRIPTION 1000");
        assertThat(told()).containsExactly(Notification.Kind.RENEWED);
    }

    private void upgradeOnDay10(PlanChange policy) {
        givenSubscribed(starter(), 1_000, 400, 0, CreditPolicy.DEFAULT.planChange(policy));
        clock.set(DAY_10);
        changePlan(subscription("price_pro", P1, P2), "in_2");
    }

    private void changePlan(StripeSubscription changed, String invoice) {
        happens(events().subscriptionUpdated(changed, clock.instant()));
        happens(events().invoicePaid(
                        StripeInvoice.update(
                                invoice, changed, StripeInvoiceLine.remainingTime(changed, clock.instant(), 5_333)),
                        clock.instant()));
    }
}
