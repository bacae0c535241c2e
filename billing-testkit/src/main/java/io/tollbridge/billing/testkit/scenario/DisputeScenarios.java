// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.PurchaseEvidence;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.notification.Notification;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group D: disputes. The status of the dispute counts, never the name of its event. */
public abstract class DisputeScenarios extends PaymentScenario {
    /** The test card's number or its last four digits, as a word: the hashes beside it may hold them by chance. */
    private static final String CARD = "\\b(\\d{12})?4242\\b";

    /** For subclasses. */
    protected DisputeScenarios() {}

    @Test
    @DisplayName("D11: a dispute freezes what is left and stops automatic purchases until it is won")
    final void freezesUntilWon() {
        Purchase purchase = givenBought();
        switchAutoPurchaseOn();
        uses(300);

        String dispute = stripe.control().openDispute(chargeOf(purchase));
        settle();
        assertBundles(0, 700, 0);
        assertThat(billing().autoPurchase().status(TENANT).disputed()).isTrue();
        assertThat(told(Notification.Kind.DISPUTE)).isEqualTo(1);
        assertThat(billing().purchases().history(TENANT, null, 10)).hasSize(1);

        stripe.control().winDispute(dispute);
        settle();
        assertBundles(700, 0, 0);
        assertThat(billing().autoPurchase().status(TENANT).disputed()).isFalse();
        assertThat(told(Notification.Kind.DISPUTE)).isEqualTo(1);
    }

    @Test
    @DisplayName("D13: an inquiry changes nothing but is told")
    final void anInquiryIsOnlyTold() {
        Purchase purchase = givenBought();
        uses(300);

        String dispute = stripe.control().openInquiry(chargeOf(purchase));
        settle();
        assertBundles(700, 0, 0);
        assertThat(told(Notification.Kind.DISPUTE)).isEqualTo(1);

        stripe.control().winDispute(dispute);
        settle();
        assertBundles(700, 0, 0);
        assertThat(told(Notification.Kind.DISPUTE)).isEqualTo(1);
    }

    @Test
    @DisplayName("D13: an inquiry that becomes a dispute freezes")
    final void anEscalatedInquiryFreezes() {
        Purchase purchase = givenBought();
        String dispute = stripe.control().openInquiry(chargeOf(purchase));
        settle();

        stripe.control().escalate(dispute);
        settle();

        assertBundles(0, 1_000, 0);
        assertThat(told(Notification.Kind.DISPUTE)).isEqualTo(2);
    }

    @Test
    @DisplayName("D15: a dispute that is lost is lost once")
    final void isLostOnce() {
        Purchase purchase = givenBought();
        uses(300);
        String dispute = stripe.control().openDispute(chargeOf(purchase));
        settle();
        stripe.webhooks().chaos().duplicates(100).twins(100);

        stripe.control().loseDispute(dispute);
        settle();

        assertBundles(0, 0, 300);
        assertThat(stored(purchase).payment().lost()).isEqualTo(3_000);
        int rows = ledger().size();
        calls.post("/v1/disputes/" + dispute, "metadata[seen]=again");
        settle();
        assertThat(ledger()).hasSize(rows);
        assertBundles(0, 0, 300);
    }

    @Test
    @DisplayName(
            "D17: after a dispute about an automatic purchase only an admin switches it on again, even when it is won")
    final void anAutomaticPurchaseInDisputeStopsForGood() {
        givenCustomer();
        switchAutoPurchaseOn();
        billing().autoPurchase().checkAndPurchase(TENANT);
        settle();
        Purchase bought = billing().purchases().history(TENANT, null, 10).get(0);
        assertThat(bought.kind()).isEqualTo(Purchase.Kind.AUTO);
        assertThat(bought.state()).isEqualTo(Purchase.State.GRANTED);

        String dispute = stripe.control().openDispute(chargeOf(bought));
        settle();
        stripe.control().winDispute(dispute);
        settle();

        assertBundles(500, 0, 0);
        assertThat(billing().autoPurchase().status(TENANT).disputed()).isTrue();
        uses(400);
        settle();
        assertThat(billing().purchases().history(TENANT, null, 10)).hasSize(1);
        billing().autoPurchase().resume(TENANT, "ann", "dispute was won");
        assertThat(billing().autoPurchase().status(TENANT).disputed()).isFalse();
    }

    @Test
    @DisplayName("D18: withdrawn and reinstated money moves the credits that it bought, not its own number")
    final void creditsAndMoneyAreNotMixedUp() {
        givenCustomer();
        Purchase purchase = buys("pack500");

        String dispute = stripe.control().openDispute(chargeOf(purchase));
        settle();
        assertBundles(0, 500, 0);

        stripe.control().reinstateFunds(dispute, 1_000);
        settle();
        assertBundles(500, 0, 0);
    }

    @Test
    @DisplayName("D18: money that comes back after a dispute was lost brings its part of the credits back")
    final void aLostDisputeMayBeReinstatedInPart() {
        givenCustomer();
        Purchase purchase = buys("pack500");
        String dispute = stripe.control().openDispute(chargeOf(purchase));
        stripe.control().loseDispute(dispute);
        settle();
        assertBundles(0, 0, 0);

        stripe.control().reinstateFunds(dispute, 400);
        settle();
        assertBundles(200, 0, 0);
    }

    @Test
    @DisplayName("R15: a dispute over a part freezes that part, and a refund beside it is not taken twice")
    final void aPartAndARefund() {
        Purchase purchase = givenBought();
        refunds(purchase, 1_500);
        settle();
        assertBundles(500, 0, 0);

        String dispute = stripe.control().openDispute(chargeOf(purchase), 600);
        settle();
        assertBundles(300, 200, 0);

        stripe.control().loseDispute(dispute);
        settle();
        assertBundles(300, 0, 0);
    }

    @Test
    @DisplayName("R15: a refund and a dispute over everything together take the lot once")
    final void neverMoreThanTheLot() {
        Purchase purchase = givenBought();
        refunds(purchase, 2_000);
        settle();

        String dispute = stripe.control().openDispute(chargeOf(purchase));
        stripe.control().loseDispute(dispute);
        settle();

        assertBundles(0, 0, 0);
        assertThat(stored(purchase).payment().lost()).isEqualTo(3_000);
    }

    @Test
    @DisplayName("R15: after a lost dispute nothing is charged by itself until an admin says so")
    final void afterALossNothingIsChargedByItself() {
        Purchase purchase = givenBought();
        switchAutoPurchaseOn();

        String dispute = stripe.control().openDispute(chargeOf(purchase));
        settle();
        stripe.control().loseDispute(dispute);
        settle();

        assertThat(billing().autoPurchase().status(TENANT).disputed()).isTrue();
        assertThat(billing().purchases().history(TENANT, null, 10)).hasSize(1);
    }

    @Test
    @DisplayName("the evidence for a disputed purchase holds purchase, consent and use, and no card")
    final void writesEvidence() {
        givenCustomer();
        switchAutoPurchaseOn();
        billing().autoPurchase().checkAndPurchase(TENANT);
        settle();
        Purchase bought = billing().purchases().history(TENANT, null, 10).get(0);
        billing().deductCredits(Deduction.of(TENANT).feature("LLM").cost(120));
        try (Hold hold = billing().hold(Deduction.of(TENANT).feature("LLM").cost(50))) {
            hold.capture(30);
        }
        stripe.control().openDispute(chargeOf(bought));
        settle();

        PurchaseEvidence evidence = billing().purchases().evidence(TENANT, bought.id());

        JsonObject json = JsonParser.parseString(evidence.json()).getAsJsonObject();
        assertThat(json.getAsJsonArray("consent")).hasSize(1);
        assertThat(json.getAsJsonArray("granted")).hasSize(1);
        assertThat(json.getAsJsonArray("uses")).hasSize(2);
        assertThat(json.getAsJsonArray("uses")
                        .get(0)
                        .getAsJsonObject()
                        .get("credits")
                        .getAsLong())
                .isEqualTo(120);
        assertThat(json.getAsJsonArray("usage_since")).hasSize(1);
        assertThat(json.getAsJsonArray("reversals")).hasSize(2);
        assertThat(evidence.markdown())
                .contains("| used of its credits | 150 |")
                .contains("| in dispute | 10.00 USD |")
                .contains("I agree to be charged")
                .contains("| adds up, unbroken by hash | yes |")
                .contains(paymentOf(bought))
                .doesNotContain("sk_", "whsec_", "visa")
                .doesNotContainPattern(CARD);
        assertThat(evidence.json()).doesNotContain("sk_", "whsec_", "visa").doesNotContainPattern(CARD);
    }

    @Test
    @DisplayName("the evidence tells what was taken back also when nothing of the purchase was left to be taken")
    final void tellsWhatWasTakenBackFromElsewhere() {
        Purchase purchase = givenBought();
        uses(1_000);
        buys("pack500");
        refunds(purchase, 3_000);
        settle();
        assertBundles(0, 0, 500);

        PurchaseEvidence evidence = billing().purchases().evidence(TENANT, purchase.id());

        JsonObject json = JsonParser.parseString(evidence.json()).getAsJsonObject();
        assertThat(json.getAsJsonArray("reversals"))
                .extracting(one -> one.getAsJsonObject().get("pool").getAsString())
                .containsExactly("BUNDLE", "DEBT");
    }

    @Test
    @DisplayName("there is no evidence for a purchase that does not exist")
    final void writesNoEvidenceForNothing() {
        givenCustomer();
        assertThatThrownBy(() -> billing().purchases().evidence(TENANT, "nowhere"))
                .isInstanceOf(OperationRejectedException.class)
                .hasMessageContaining("nowhere");
    }

    private void switchAutoPurchaseOn() {
        billing().autoPurchase().enable(TENANT, AutoPurchaseSettings.of("pack500"), "I agree to be charged", "user 7");
    }
}
