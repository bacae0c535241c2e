// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.CreditPolicy.ClawbackShortfall;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens beside the rows of groups C to E: several troubles at once, and the order that nobody expects. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"H2", "POSTGRESQL"})
class PurchaseTroubleJourneyTest extends BuyingJourney {
    PurchaseTroubleJourneyTest(Place place) {
        super(place);
    }

    private String pageStatus(String page) {
        return here().account.get("/v1/checkout/sessions/" + page).get("status").getAsString();
    }

    @Test
    @DisplayName("C1: on a started node a purchase on somebody's word is answered with its end")
    void answersWithTheEndOnAStartedNode() {
        givenCustomer();
        billing().start();

        for (int i = 1; i <= 5; i++) {
            assertThat(billing().purchases().buy(PACK500).state()).isEqualTo(State.GRANTED);
            assertCredits(0, 500L * i, 0);
        }
    }

    @Test
    @DisplayName("C4: the customer tries again while the outcome is unknown, and is told of the purchase under way")
    void buysNothingBesideAnUnknownOutcome() {
        givenCustomer();
        here().stripe
                .chaos()
                .next("POST /v1/payment_intents", Fault.DROP_AFTER, Fault.EMPTY_BODY_AFTER, Fault.GATEWAY_503_AFTER);
        Purchase unknown = billing().purchases().buy(PACK500);
        assertThat(unknown.state()).isEqualTo(State.UNKNOWN);

        assertThat(billing().purchases().buy(PACK500)).isEqualTo(unknown);
        assertThat(billing().purchases().buy(PACK500.besideOthers())).isEqualTo(unknown);
        settle();

        assertCredits(0, 500, 0);
        assertThat(taken()).containsExactly(1_000L);
    }

    @Test
    @DisplayName("C15, D15: a bundle that has repaid debt is lost in a dispute: what it has repaid is owed again")
    void owesAgainWhatWasRepaid() {
        givenSubscribed(0, 0);
        billing().tryDeduct(Deduction.of(TENANT).cost(120).onShortfall(ShortfallPolicy.overage(200)));
        Purchase bought = buys(PACK500);
        assertCredits(0, 380, 0);

        String dispute = disputes(bought);
        settle();
        assertBundles(0, 380, 0);
        here().stripe.control().loseDispute(dispute);
        settle();

        assertBundles(0, 0, 120);
    }

    @Test
    @DisplayName("C15, D1: a refund of a part after debt was repaid")
    void refundsAPartAfterDebt() {
        givenSubscribed(0, 0);
        billing().tryDeduct(Deduction.of(TENANT).cost(120).onShortfall(ShortfallPolicy.overage(200)));
        Purchase bought = buys(PACK500);

        refunds(bought, 500);
        settle();
        assertBundles(130, 0, 0);
        refunds(bought, 500);
        settle();

        assertBundles(0, 0, 120);
    }

    @Test
    @DisplayName("D7: with FORGIVE a refund that fails takes the write-off back and gives nothing for nothing")
    void forgivesNothingWhenTheRefundFails() {
        givenCustomer(CreditPolicy.DEFAULT.clawbackShortfall(ClawbackShortfall.FORGIVE), "pm_card_visa");
        Purchase bought = buys(PACK1000);
        uses(800);
        String refund = refunds(bought, 3_000);
        settle();
        assertBundles(0, 0, 0);

        here().stripe.control().failRefund(refund);
        settle();

        assertBundles(200, 0, 0);
    }

    @Test
    @DisplayName("D9, D11: held credits of a disputed lot are used, and the dispute is lost: they are owed")
    void owesHeldCreditsOfALostDispute() {
        Purchase bought = givenBought();
        Hold hold = billing().hold(Deduction.of(TENANT).cost(600));
        String dispute = disputes(bought);
        settle();
        assertBundles(0, 400, 0);
        here().stripe.control().loseDispute(dispute);
        settle();
        assertBundles(0, 0, 600);

        hold.capture(200);

        assertBundles(0, 0, 200);
        assertThat(held()).isZero();
    }

    @Test
    @DisplayName("D11: a bundle that is bought during a dispute is usable, and a loss takes from the disputed lot only")
    void buysDuringADispute() {
        Purchase disputed = givenBought();
        String dispute = disputes(disputed);
        settle();
        buys(PACK500);
        assertBundles(500, 1_000, 0);

        here().stripe.control().loseDispute(dispute);
        settle();

        assertBundles(500, 0, 0);
    }

    @Test
    @DisplayName(
            "R13: money that comes with another amount grants nothing, operators are told, and its page is of no use")
    void tellsAMismatch() {
        givenCustomer();
        String page = opens(PACK500);
        here().account
                .post(
                        "/v1/payment_intents",
                        "amount=100",
                        "currency=usd",
                        "customer=" + customer(),
                        "confirm=true",
                        "off_session=true",
                        "payment_method=pm_card_visa",
                        "metadata[tollbridge_tenant]=" + TENANT,
                        "metadata[tollbridge_purchase]=" + newest().id());

        settle();

        assertStates(State.MISMATCH);
        assertCredits(0, 0, 0);
        assertThat(told(Kind.PURCHASE_MISMATCH)).isEqualTo(1);
        assertThat(pageStatus(page)).isEqualTo("open");
    }

    @Test
    @DisplayName("E15: a card that was kept on a page is charged later without the customer, as long as it is the"
            + " customer's")
    void chargesACardThatWasKeptOnAPage() {
        givenCustomer(CreditPolicy.DEFAULT, null);
        paysOn(opens(PACK500.saveCard(false)), "pm_card_visa");
        assertThat(buys(PACK500).state()).isEqualTo(State.FAILED);
        paysOn(opens(PACK500), "pm_card_mastercard");
        assertCredits(0, 1_000, 0);

        enable(AUTO);
        later(Duration.ofMinutes(1));
        uses(850);
        settle();

        assertCredits(0, 650, 0);
        assertThat(newest().kind()).isEqualTo(Purchase.Kind.AUTO);
        String card = requireNonNull(newest().attempt().paymentMethodId());
        here().account.post("/v1/payment_methods/" + card + "/detach");
        assertThat(buys(PACK500).state()).isEqualTo(State.FAILED);
        assertThat(taken()).hasSize(3);
    }

    @Test
    @DisplayName("R13: the customer is deleted at Stripe: nothing is charged, and it is told")
    void tellsADeletedCustomer() {
        givenAuto(300, AUTO);
        here().account.delete("/v1/customers/" + customer());
        settle();

        billing().tryDeduct(Deduction.of(TENANT).cost(150));
        settle();

        assertThat(taken()).isEmpty();
        assertThat(detail(Kind.AUTO_PURCHASE_FAILED)).isEqualTo("NO_PAYMENT_METHOD");
    }

    @Test
    @DisplayName("H10: an erased tenant's page is closed at Stripe, and its pending bank debit is canceled or told")
    void endsWhatAnErasedTenantHasOpen() {
        givenCustomer();
        String page = opens(PACK500);
        String pseudonym = requireNonNull(
                billing().admin().erase(TENANT, "privacy", "request 17").pseudonym());

        later(Duration.ofMinutes(5));

        assertThat(pageStatus(page)).isEqualTo("expired");
        assertThat(billing().purchases().history(pseudonym, null, 10))
                .extracting(Purchase::state)
                .allMatch(state -> !state.open());
    }

    @Test
    @DisplayName("E3: a call that waits for a purchase which the bank declines is refused at once")
    void doesNotWaitForADecline() {
        givenAuto(100, AUTO);
        here().stripe.control().declineNextCharges(1, "insufficient_funds");
        billing().start();

        DeductionResult result =
                billing().autoPurchase().deductWaiting(Deduction.of(TENANT).cost(300), Duration.ofSeconds(30));

        assertThat(result).isInstanceOf(DeductionResult.Insufficient.class);
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(1);
    }

    @Test
    @DisplayName("E10: Stripe cannot be reached: nothing was charged, and it is tried again by itself")
    void triesAgainWhenStripeIsAway() {
        givenAuto(300, AUTO);
        here().stripe.chaos().next("POST /v1/payment_intents", Fault.RATE_LIMIT, Fault.RATE_LIMIT, Fault.RATE_LIMIT);
        uses(150);
        settle();
        assertStates(State.CREATED);
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isZero();

        later(Duration.ofMinutes(1));

        assertCredits(150, 500, 0);
        assertThat(taken()).containsExactly(1_000L);
    }

    @Test
    @DisplayName("E13: a payment that waits for its customer is canceled in the dashboard, which counts as a failure")
    void endsWhatIsCanceledInTheDashboard() {
        givenAuto(300, AUTO);
        pays("pm_card_authenticationRequired");
        uses(150);
        settle();
        assertStates(State.ACTION_REQUIRED);

        here().account.post("/v1/payment_intents/" + payment(newest()) + "/cancel");
        settle();

        assertStates(State.FAILED);
        assertThat(billing().autoPurchase().status(TENANT).failures()).isEqualTo(1);
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(1);
    }

    @Test
    @DisplayName("E14, C16: a bank debit by itself is pending; what is left runs out and nothing else is bought")
    void buysNothingBesideAPendingDebit() {
        givenAuto(300, AUTO);
        pays("pm_sepaDebit");
        uses(150);
        settle();
        uses(150);
        assertThat(billing().tryDeduct(Deduction.of(TENANT).cost(1))).isInstanceOf(DeductionResult.Insufficient.class);
        settle();
        assertThat(asked()).isEqualTo(1);
        assertThat(billing().autoPurchase().checkAndPurchase(TENANT)).contains(newest());

        billing().autoPurchase().disable(TENANT);
        later(Duration.ofDays(5));

        assertCredits(0, 500, 0);
        assertThat(taken()).containsExactly(1_000L);
    }

    @Test
    @DisplayName("E14: a bank debit that has paid is disputed by the bank: frozen, lost, and nothing more by itself")
    void losesABankDebit() {
        givenAuto(300, AUTO);
        pays("pm_sepaDebit");
        uses(150);
        settle();
        later(Duration.ofDays(5));
        assertCredits(150, 500, 0);

        here().stripe.control().loseDispute(disputes(newest()));
        settle();

        assertCredits(150, 0, 0);
        uses(10);
        settle();
        assertThat(purchases()).hasSize(1);
        assertThat(billing().autoPurchase().status(TENANT).disputed()).isTrue();
    }

    @Test
    @DisplayName("R14: refunds of which no event comes are found within hours")
    void findsARefundThatNobodyTold() {
        Purchase bought = givenBought();
        refunds(bought, 1_500);
        here().stripe.webhooks().loseWaiting();

        for (int hour = 0; hour < 3; hour++) {
            later(Duration.ofHours(1));
        }

        assertBundles(500, 0, 0);
    }

    @Test
    @DisplayName("R1: yen bought by themselves: the caps are yen too")
    void buysYenByThemselves() {
        givenAuto(300, AutoPurchaseSettings.of("yen500").atMost(3, 3_000));
        uses(150);
        settle();
        uses(500);
        settle();
        uses(500);
        settle();

        assertThat(taken()).containsExactly(1_500L, 1_500L);
        assertThat(told(Kind.PURCHASE_CAP_REACHED)).isEqualTo(1);
        assertCredits(0, 150, 0);
    }
}
