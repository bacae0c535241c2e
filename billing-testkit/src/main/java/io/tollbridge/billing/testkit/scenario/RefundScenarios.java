// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.CreditPolicy.ClawbackShortfall;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group D: refunds. What was given back at Stripe is taken back here, whatever the events say and how often. */
public abstract class RefundScenarios extends PaymentScenario {
    /** For subclasses. */
    protected RefundScenarios() {}

    @Test
    @DisplayName("D1: a full refund takes the whole lot")
    final void takesTheWholeLot() {
        Purchase purchase = givenBought();

        refunds(purchase, 3_000);
        settle();

        assertCredits(0, 0, 0);
        assertThat(stored(purchase).payment().refunded()).isEqualTo(3_000);
        assertThat(stored(purchase).state()).isEqualTo(Purchase.State.GRANTED);
    }

    @Test
    @DisplayName("D2: three refunds of a third each take 333, 333 and 334")
    final void takesPartsThatAddUp() {
        Purchase purchase = givenBought();

        refunds(purchase, 1_000);
        settle();
        assertCredits(0, 667, 0);
        refunds(purchase, 1_000);
        settle();
        assertCredits(0, 334, 0);
        refunds(purchase, 1_000);
        settle();
        assertCredits(0, 0, 0);
    }

    @Test
    @DisplayName("D2: refunds that are heard of together are taken together")
    final void takesAllThatIsKnownAtOnce() {
        Purchase purchase = givenBought();

        refunds(purchase, 1_000);
        refunds(purchase, 1_000);
        settle();

        assertCredits(0, 334, 0);
        assertThat(rowsOf(EntryType.CLAWBACK)).isEqualTo(1);
    }

    @Test
    @DisplayName("D4: events that are repeated, also as twins, take nothing more")
    final void takesNothingTwice() {
        Purchase purchase = givenBought();
        stripe.webhooks().chaos().duplicates(100).twins(100);

        refunds(purchase, 1_000);
        settle();
        refunds(purchase, 1_000);
        settle();

        assertCredits(0, 334, 0);
        assertThat(rowsOf(EntryType.CLAWBACK)).isEqualTo(2);
    }

    @Test
    @DisplayName("D5: what was used is owed, subscription credits stay, and the next bundle repays it")
    final void whatWasUsedIsOwed() {
        givenCustomer();
        Purchase purchase = buys("pack1000");
        uses(800);
        billing().subscriptions().startLocalPlan(TENANT, "plan");
        uses(300);
        assertCredits(700, 200, 0);

        refunds(purchase, 3_000);
        settle();

        assertCredits(700, 0, 800);
        assertThat(billing().canPerformAction(TENANT, 700)).isTrue();
        buys("pack1000");
        assertCredits(700, 200, 0);
    }

    @Test
    @DisplayName("D7: with FORGIVE what was used is written off, for the record")
    final void whatWasUsedIsForgiven() {
        givenCustomer(shop(), CreditPolicy.DEFAULT.clawbackShortfall(ClawbackShortfall.FORGIVE), "pm_card_visa");
        Purchase purchase = buys("pack1000");
        uses(800);
        billing().subscriptions().startLocalPlan(TENANT, "plan");
        uses(300);

        refunds(purchase, 3_000);
        settle();

        assertCredits(700, 0, 0);
        assertThat(ledger().stream()
                        .filter(row -> row.type() == EntryType.WRITE_OFF)
                        .toList())
                .singleElement()
                .satisfies(row -> assertThat(row.amount()).isEqualTo(-800));
    }

    @Test
    @DisplayName("D9: held credits stay with their hold, and pay what is owed when it is released")
    final void heldCreditsPayWhenReleased() {
        Purchase purchase = givenBought();
        try (Hold hold = billing().hold(Deduction.of(TENANT).feature("LLM").cost(600))) {
            assertThat(hold.credits()).isEqualTo(600);
            refunds(purchase, 3_000);
            settle();
            assertCredits(0, 0, 600);
            assertThat(billing().getCreditBalance(TENANT).held()).isEqualTo(600);
        }
        assertCredits(0, 0, 0);
        assertThat(billing().getCreditBalance(TENANT).held()).isZero();
    }

    @Test
    @DisplayName("D9: held credits that are used stay owed")
    final void heldCreditsThatAreUsedStayOwed() {
        Purchase purchase = givenBought();
        try (Hold hold = billing().hold(Deduction.of(TENANT).feature("LLM").cost(600))) {
            refunds(purchase, 3_000);
            settle();
            hold.capture(600);
        }
        assertCredits(0, 0, 600);
        assertThat(billing().getCreditBalance(TENANT).held()).isZero();
    }

    @Test
    @DisplayName("C12: a third of 1500 yen is a third of the credits, rounded down")
    final void minorUnitsAreNotMultiplied() {
        givenCustomer();
        Purchase purchase = buys("yen500");
        assertThat(FakeStripeCalls.text(calls.get("/v1/payment_intents/" + paymentOf(purchase)), "amount"))
                .isEqualTo("1500");

        refunds(purchase, 500);
        settle();

        assertCredits(0, 334, 0);
    }

    @Test
    @DisplayName("R14: a refund that fails later gives the credits back")
    final void aRefundThatFailsIsUndone() {
        Purchase purchase = givenBought();
        uses(800);
        String refund = refunds(purchase, 3_000);
        settle();
        assertCredits(0, 0, 800);

        later(Duration.ofDays(3));
        stripe.control().failRefund(refund);
        settle();

        assertCredits(0, 200, 0);
        assertThat(stored(purchase).payment().refunded()).isZero();
    }

    @Test
    @DisplayName("R14: a refund counts while it is pending, and no more when it was canceled")
    final void aPendingRefundCounts() {
        givenCustomer(shop(), CreditPolicy.DEFAULT, "pm_card_pendingRefund");
        Purchase purchase = buys("pack1000");
        String refund = refunds(purchase, 1_500);
        settle();
        assertCredits(0, 500, 0);

        calls.post("/v1/refunds/" + refund + "/cancel", "");
        settle();

        assertCredits(0, 1_000, 0);
    }

    @Test
    @DisplayName("R14: a refund of which no event arrives is found with the next one")
    final void aLostEventIsMadeUpFor() {
        Purchase purchase = givenBought();
        refunds(purchase, 1_000);
        stripe.webhooks().loseWaiting();
        settle();
        assertCredits(0, 1_000, 0);

        refunds(purchase, 1);
        settle();

        assertCredits(0, 1_000 - 333, 0);
    }

    @Test
    @DisplayName("R14: more refunds than a page of Stripe's list holds are all counted")
    final void countsEveryPage() {
        Purchase purchase = givenBought();
        for (int i = 0; i < 104; i++) {
            refunds(purchase, 10);
        }
        stripe.webhooks().loseWaiting();
        refunds(purchase, 10);
        settle();

        assertThat(stored(purchase).payment().refunded()).isEqualTo(1_050);
        assertCredits(0, 650, 0);
    }

    @Test
    @DisplayName("R14: a refund that is heard of before the payment grants and takes at once")
    final void aRefundMayComeFirst() {
        givenCustomer();
        String page = opensPage("pack1000");
        stripe.control().completeCheckout(page);
        String payment = FakeStripeCalls.text(calls.get("/v1/checkout/sessions/" + page), "payment_intent");
        stripe.webhooks().loseWaiting();
        calls.post("/v1/refunds", "payment_intent=" + payment + "&amount=1500");
        settle();

        assertCredits(0, 500, 0);
        assertThat(ledgerSince(0)).containsExactly("PURCHASE BUNDLE 1000", "CLAWBACK BUNDLE -500");
    }

    @Test
    @DisplayName("R14: a refund of a purchase of an erased tenant changes nothing")
    final void anErasedTenantStaysErased() {
        Purchase purchase = givenBought();
        billing().admin().erase(TENANT, "privacy", "request 17");

        refunds(purchase, 3_000);
        settle();

        assertCredits(0, 0, 0);
    }

    @Test
    @DisplayName("E22: an automatic purchase that support refunds still uses up the cap")
    final void aRefundFreesNothingOfTheCap() {
        givenCustomer();
        billing().subscriptions().startLocalPlan(TENANT, "plan");
        billing()
                .autoPurchase()
                .enable(TENANT, AutoPurchaseSettings.of("pack500").atMost(2, 5_000), "I agree.", "user-1");
        uses(900);
        settle();
        assertCredits(100, 500, 0);
        refunds(newest(), 1_000);
        settle();
        assertCredits(100, 0, 0);
        assertThat(billing().autoPurchase().status(TENANT).purchases()).isEqualTo(1);

        uses(1);
        settle();
        assertCredits(99, 500, 0);
        refunds(newest(), 1_000);
        settle();
        uses(1);
        settle();
        assertCredits(98, 0, 0);
        assertThat(billing().autoPurchase().status(TENANT).purchases()).isEqualTo(2);
        assertThat(billing().purchases().history(TENANT, null, 10)).hasSize(2);
        assertThat(told(Notification.Kind.PURCHASE_CAP_REACHED)).isEqualTo(1);
    }

    private Purchase newest() {
        return billing().purchases().history(TENANT, null, 1).get(0);
    }
}
