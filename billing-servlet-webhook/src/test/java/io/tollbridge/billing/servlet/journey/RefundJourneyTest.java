// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.CreditPolicy.ClawbackShortfall;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.ledger.EntryType;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Group D, first part: money that is given back. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"H2", "H2_IN_OLD_WORDS", "POSTGRESQL"})
class RefundJourneyTest extends BuyingJourney {
    RefundJourneyTest(Place place) {
        super(place);
    }

    private void refundsAndSettles(Purchase purchase, long minorUnits) {
        refunds(purchase, minorUnits);
        settle();
    }

    @Test
    @DisplayName("D1: a full refund takes the whole lot")
    void takesTheWholeLot() {
        Purchase purchase = givenBought();

        refundsAndSettles(purchase, 3_000);

        assertBundles(0, 0, 0);
        assertThat(ledgerSince(0)).containsExactly("PURCHASE BUNDLE 1000", "CLAWBACK BUNDLE -1000");
        assertThat(stored(purchase).payment().refunded()).isEqualTo(3_000);
        assertThat(stored(purchase).state()).isEqualTo(State.GRANTED);
    }

    @Test
    @DisplayName("D2, D4: three refunds of a third each take 333, 333 and 334, whatever is repeated and in which order")
    void takesPartsThatAddUp() {
        Purchase purchase = givenBought();
        here().stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();

        refundsAndSettles(purchase, 1_000);
        assertBundles(667, 0, 0);
        refundsAndSettles(purchase, 1_000);
        assertBundles(334, 0, 0);
        refundsAndSettles(purchase, 1_000);
        assertBundles(0, 0, 0);

        assertThat(ledgerSince(1))
                .containsExactly("CLAWBACK BUNDLE -333", "CLAWBACK BUNDLE -333", "CLAWBACK BUNDLE -334");
    }

    @Test
    @DisplayName("D4: each kind of event of a refund alone is enough, and the others then change nothing")
    void takesWhicheverEventComes() {
        Purchase purchase = givenBought();

        refunds(purchase, 1_000);
        here().bring("refund.created");
        assertBundles(667, 0, 0);
        refunds(purchase, 1_000);
        here().bring("charge.refunded");
        assertBundles(334, 0, 0);
        here().bringRest();
        assertBundles(334, 0, 0);
        here().account
                .events("&type=refund.created")
                .forEach(event -> assertThat(here().send(event)).isEqualTo(200));
        here().work();

        assertThat(rows(EntryType.CLAWBACK)).isEqualTo(2);
    }

    private Purchase givenLotUsedAndSubscribed(CreditPolicy policy) {
        givenSubscribed(policy, 700, 0);
        Purchase purchase = buys(PACK1000);
        Hold rest = billing().hold(Deduction.of(TENANT).cost(700));
        uses(800);
        rest.release();
        assertCredits(700, 200, 0);
        return purchase;
    }

    @Test
    @DisplayName("D5: what was used is owed, subscription credits stay usable, and the next bundle repays it")
    void whatWasUsedIsOwed() {
        Purchase purchase = givenLotUsedAndSubscribed(CreditPolicy.DEFAULT);
        int rows = ledger().size();

        refundsAndSettles(purchase, 3_000);

        assertCredits(700, 0, 800);
        assertThat(ledgerSince(rows)).containsExactly("CLAWBACK BUNDLE -200", "CLAWBACK DEBT 800");
        assertThat(billing().canPerformAction(TENANT, 700)).isTrue();
        buys(PACK1000);
        assertCredits(700, 200, 0);
        assertThat(taken()).containsExactly(3_000L, 3_000L);
    }

    @Test
    @DisplayName("D7: with FORGIVE what was used is written off")
    void whatWasUsedIsForgiven() {
        Purchase purchase =
                givenLotUsedAndSubscribed(CreditPolicy.DEFAULT.clawbackShortfall(ClawbackShortfall.FORGIVE));
        int rows = ledger().size();

        refundsAndSettles(purchase, 3_000);

        assertCredits(700, 0, 0);
        assertThat(ledgerSince(rows))
                .containsExactly("CLAWBACK BUNDLE -200", "CLAWBACK DEBT 800", "WRITE_OFF DEBT -800");
    }

    @Test
    @DisplayName("D9: held credits stay with their hold; released they repay what is owed")
    void heldCreditsRepayWhenReleased() {
        Purchase purchase = givenBought();
        Hold hold = billing().hold(Deduction.of(TENANT).cost(600));

        refundsAndSettles(purchase, 3_000);

        assertCredits(0, 0, 600);
        assertThat(held()).isEqualTo(600);
        hold.release();
        assertCredits(0, 0, 0);
        assertThat(held()).isZero();
    }

    @Test
    @DisplayName("D9: held credits that are used stay owed")
    void heldCreditsThatAreUsedStayOwed() {
        Purchase purchase = givenBought();
        Hold hold = billing().hold(Deduction.of(TENANT).cost(600));
        refundsAndSettles(purchase, 3_000);

        hold.capture(600);

        assertCredits(0, 0, 600);
        assertThat(held()).isZero();
    }

    @Test
    @DisplayName("C12: a third of 1500 yen is a third of the credits, rounded down")
    void takesBackInYen() {
        givenCustomer();
        Purchase purchase = buys(PurchaseOrder.of(TENANT, "yen500"));
        assertThat(taken()).containsExactly(1_500L);

        refundsAndSettles(purchase, 500);

        assertBundles(334, 0, 0);
        assertThat(ledgerSince(1)).containsExactly("CLAWBACK BUNDLE -166");
    }

    @Test
    @DisplayName("R14: refunds of three bundles from one page, down to the last minor unit")
    void takesPartsOfThree() {
        givenCustomer();
        paysOn(opens(PACK500.quantity(3)), "pm_card_visa");
        Purchase purchase = newest();
        assertBundles(1_500, 0, 0);

        refundsAndSettles(purchase, 1_000);
        assertBundles(1_000, 0, 0);
        refundsAndSettles(purchase, 1);
        assertBundles(1_000, 0, 0);
        refundsAndSettles(purchase, 1);
        assertBundles(999, 0, 0);
        refundsAndSettles(purchase, 1_998);
        assertBundles(0, 0, 0);
    }

    @Test
    @DisplayName("R14: a refund that fails later gives the credits back once, the debt first")
    void aFailedRefundIsUndone() {
        Purchase purchase = givenBought();
        uses(800);
        String refund = refunds(purchase, 3_000);
        settle();
        assertBundles(0, 0, 800);
        here().stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();

        later(Duration.ofDays(3));
        here().stripe.control().failRefund(refund);
        settle();

        assertBundles(200, 0, 0);
        assertThat(stored(purchase).payment().refunded()).isZero();
        refundsAndSettles(purchase, 1_500);
        assertBundles(0, 0, 300);
    }

    @Test
    @DisplayName("R14: a pending refund counts, and no more when it is canceled; after a refund of a part")
    void aPendingRefundCounts() {
        givenCustomer(CreditPolicy.DEFAULT, "pm_card_pendingRefund");
        Purchase purchase = buys(PACK1000);
        String canceled = refunds(purchase, 1_500);
        settle();
        refundsAndSettles(purchase, 600);
        assertBundles(300, 0, 0);

        here().account.post("/v1/refunds/" + canceled + "/cancel");
        settle();
        assertBundles(800, 0, 0);

        later(Duration.ofDays(6));
        assertBundles(800, 0, 0);
    }

    @Test
    @DisplayName("R14: money that is given back before the payment is heard of is granted and taken at once")
    void aRefundMayComeFirst() {
        givenCustomer();
        here().stripe.control().completeCheckout(opens(PACK1000));
        here().account.post("/v1/refunds", "payment_intent=" + latestPayment(), "amount=1500");

        here().bring("charge.refunded");
        assertBundles(500, 0, 0);
        here().bringRest();

        assertBundles(500, 0, 0);
        assertThat(ledgerSince(0)).containsExactly("PURCHASE BUNDLE 1000", "CLAWBACK BUNDLE -500");
    }

    @Test
    @DisplayName(
            "R14: what the lot has too few of is taken from other lots, and comes back to the lot that was refunded")
    void takesFromOtherLots() {
        Purchase first = givenBought();
        buys(PACK500);
        uses(900);
        assertBundles(600, 0, 0);

        String refund = refunds(first, 3_000);
        settle();
        assertBundles(0, 0, 400);
        here().stripe.control().failRefund(refund);
        settle();

        assertBundles(600, 0, 0);
    }
}
