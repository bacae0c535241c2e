// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.notification.Notification.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Group D, second part: money that banks take back. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"H2", "H2_IN_OLD_WORDS", "POSTGRESQL"})
class DisputeJourneyTest extends BuyingJourney {
    DisputeJourneyTest(Place place) {
        super(place);
    }

    private Purchase givenUsed300() {
        Purchase purchase = givenBought();
        uses(300);
        return purchase;
    }

    private void twice() {
        here().stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();
    }

    private boolean disputed() {
        return billing().autoPurchase().status(TENANT).disputed();
    }

    private void wins(String dispute) {
        here().stripe.control().winDispute(dispute);
        settle();
    }

    private void loses(String dispute) {
        here().stripe.control().loseDispute(dispute);
        settle();
    }

    @Test
    @DisplayName("D11: a dispute freezes what is left and stops automatic purchases; won, all is as before")
    void freezesUntilWon() {
        Purchase purchase = givenUsed300();
        enable(AUTO);
        int rows = ledger().size();
        twice();

        String dispute = disputes(purchase);
        settle();
        assertBundles(0, 700, 0);
        assertThat(disputed()).isTrue();
        assertThat(told(Kind.DISPUTE)).isEqualTo(1);
        assertThat(tries(1).toString()).contains("Insufficient");
        settle();
        assertThat(purchases()).hasSize(1);
        assertThat(taken()).containsExactly(3_000L);

        wins(dispute);
        assertBundles(700, 0, 0);
        assertThat(disputed()).isFalse();
        assertThat(billing().autoPurchase().status(TENANT).enabled()).isTrue();
        assertThat(told(Kind.DISPUTE)).isEqualTo(1);
        assertThat(ledgerSince(rows))
                .containsExactly(
                        "FREEZE BUNDLE -700", "FREEZE FROZEN 700", "UNFREEZE FROZEN -700", "UNFREEZE BUNDLE 700");
    }

    @Test
    @DisplayName("D11: it is won and the money is back before anybody heard of the dispute")
    void isWonBeforeItIsHeardOf() {
        Purchase purchase = givenUsed300();
        here().stripe.control().winDispute(disputes(purchase));

        here().bring("charge.dispute.closed", "charge.dispute.funds_reinstated");
        here().bring("charge.dispute.created", "charge.dispute.funds_withdrawn");

        assertBundles(700, 0, 0);
        assertThat(disputed()).isFalse();
    }

    @Test
    @DisplayName("D13: an inquiry changes nothing, is told once, and closes without a trace")
    void anInquiryIsOnlyTold() {
        Purchase purchase = givenUsed300();
        int rows = ledger().size();
        twice();
        String inquiry = here().stripe.control().openInquiry(charge(purchase));
        settle();
        assertBundles(700, 0, 0);
        assertThat(told(Kind.DISPUTE)).isEqualTo(1);

        wins(inquiry);

        assertBundles(700, 0, 0);
        assertThat(told(Kind.DISPUTE)).isEqualTo(1);
        assertThat(ledgerSince(rows)).isEmpty();
        assertThat(disputed()).isFalse();
    }

    @Test
    @DisplayName("D13: an inquiry that becomes a dispute freezes, is told again, and is lost")
    void anInquiryEscalates() {
        Purchase purchase = givenUsed300();
        String dispute = here().stripe.control().openInquiry(charge(purchase));
        settle();

        here().stripe.control().escalate(dispute);
        settle();
        assertBundles(0, 700, 0);
        assertThat(told(Kind.DISPUTE)).isEqualTo(2);
        loses(dispute);

        assertBundles(0, 0, 300);
    }

    @Test
    @DisplayName("D13: an inquiry that ends with a refund takes the lot by the refund alone")
    void anInquiryEndsWithARefund() {
        Purchase purchase = givenUsed300();
        String inquiry = here().stripe.control().openInquiry(charge(purchase));
        settle();

        refunds(purchase, 3_000);
        settle();
        assertBundles(0, 0, 300);
        wins(inquiry);

        assertBundles(0, 0, 300);
    }

    @Test
    @DisplayName("D15: a dispute that is lost is lost once, however often it is told")
    void isLostOnce() {
        Purchase purchase = givenUsed300();
        String dispute = disputes(purchase);
        settle();
        twice();

        loses(dispute);
        assertBundles(0, 0, 300);
        assertThat(stored(purchase).payment().lost()).isEqualTo(3_000);
        int rows = ledger().size();
        here().account.events("&type=charge.dispute.closed").forEach(event -> {
            event.addProperty("id", "evt_again");
            assertThat(here().send(event)).isEqualTo(200);
        });
        here().account.post("/v1/disputes/" + dispute, "metadata[seen]=again");
        settle();

        assertThat(ledgerSince(rows)).isEmpty();
        assertBundles(0, 0, 300);
    }

    @Test
    @DisplayName("D17: after a dispute about an automatic purchase only an admin lets them go on, even when it is won")
    void stopsAutomaticPurchasesForGood() {
        givenAuto(300, AUTO);
        uses(150);
        settle();
        Purchase bought = newest();
        assertThat(bought.kind()).isEqualTo(Purchase.Kind.AUTO);
        String dispute = disputes(bought);
        settle();
        assertBundles(0, 500, 0);
        wins(dispute);
        assertBundles(500, 0, 0);

        enable(AUTO);
        assertThat(disputed()).isTrue();
        uses(600);
        settle();
        assertThat(purchases()).hasSize(1);

        billing().autoPurchase().resume(TENANT, "ann", "the dispute was won");
        uses(1);
        settle();
        assertThat(disputed()).isFalse();
        assertCredits(0, 549, 0);
        assertThat(taken()).containsExactly(1_000L, 1_000L);
    }

    @Test
    @DisplayName("D18: 10.00 that are withdrawn and come back are 500 credits and no others")
    void creditsAreNotMinorUnits() {
        givenCustomer();
        Purchase purchase = buys(PACK500);
        String dispute = disputes(purchase);
        settle();
        assertBundles(0, 500, 0);

        here().stripe.control().reinstateFunds(dispute, 1_000);
        settle();

        assertBundles(500, 0, 0);
        assertThat(disputed()).isFalse();
    }

    @Test
    @DisplayName("D18: money that comes back in part after a dispute was lost brings its part of the credits back")
    void aLostDisputeIsReinstatedInPart() {
        givenCustomer();
        Purchase purchase = buys(PACK500);
        uses(100);
        String dispute = disputes(purchase);
        settle();
        loses(dispute);
        assertBundles(0, 0, 100);

        here().stripe.control().reinstateFunds(dispute, 400);
        settle();

        assertBundles(100, 0, 0);
    }

    @Test
    @DisplayName("R15: a refund of a part, then a dispute over another part, then it is lost")
    void aPartIsRefundedAndAPartIsLost() {
        Purchase purchase = givenBought();
        refunds(purchase, 1_500);
        settle();
        assertBundles(500, 0, 0);
        String dispute = here().stripe.control().openDispute(charge(purchase), 600);
        settle();
        assertBundles(300, 200, 0);

        loses(dispute);

        assertBundles(300, 0, 0);
        assertThat(ledgerSince(1))
                .containsExactly(
                        "CLAWBACK BUNDLE -500", "FREEZE BUNDLE -200", "FREEZE FROZEN 200", "CLAWBACK FROZEN -200");
    }

    @Test
    @DisplayName("R15: two disputes over parts of one payment, one won and one lost")
    void twoDisputesOfOnePayment() {
        Purchase purchase = givenUsed300();
        String first = here().stripe.control().openDispute(charge(purchase), 1_500);
        settle();
        assertBundles(200, 500, 0);
        String second = here().stripe.control().openDispute(charge(purchase), 1_500);
        settle();
        assertBundles(0, 700, 0);

        wins(first);
        assertBundles(200, 500, 0);
        assertThat(disputed()).isTrue();
        loses(second);

        assertBundles(200, 0, 0);
        assertThat(told(Kind.DISPUTE)).isEqualTo(2);
    }

    @Test
    @DisplayName("R15: two disputes over everything, both lost, and a refund before: never more than the lot")
    void neverMoreThanTheLot() {
        Purchase purchase = givenUsed300();
        refunds(purchase, 2_000);
        settle();
        String first = disputes(purchase);
        String second = disputes(purchase);
        settle();
        loses(first);
        loses(second);

        assertBundles(0, 0, 300);
        assertThat(stored(purchase).state()).isEqualTo(State.GRANTED);
    }

    @Test
    @DisplayName("R15: credits that come out of a hold while the payment is disputed are frozen too")
    void freezesWhatIsReleased() {
        Purchase purchase = givenBought();
        Hold hold = billing().hold(Deduction.of(TENANT).cost(600));
        String dispute = disputes(purchase);
        settle();
        assertBundles(0, 400, 0);

        hold.release();
        assertBundles(0, 1_000, 0);
        wins(dispute);

        assertBundles(1_000, 0, 0);
    }

    @Test
    @DisplayName("R15: a payment that is disputed before it is heard of is granted and frozen")
    void isDisputedAtOnce() {
        givenCustomer(CreditPolicy.DEFAULT, "pm_card_createDispute");
        buys(PACK500);

        assertBundles(0, 500, 0);
        assertThat(ledgerSince(0)).containsExactly("PURCHASE BUNDLE 500", "FREEZE BUNDLE -500", "FREEZE FROZEN 500");
        assertThat(told(Kind.PURCHASED)).isEqualTo(1);
    }
}
