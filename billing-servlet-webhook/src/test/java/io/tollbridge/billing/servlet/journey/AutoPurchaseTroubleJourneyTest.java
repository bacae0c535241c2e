// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import io.tollbridge.billing.AutoPurchaseStatus;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.FaultyStore;
import io.tollbridge.billing.testkit.StoreFault;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Group E, second part: automatic purchases that fail, wait, or lose their node. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"H2", "POSTGRESQL"})
class AutoPurchaseTroubleJourneyTest extends BuyingJourney {
    AutoPurchaseTroubleJourneyTest(Place place) {
        super(place);
    }

    private void usesAndSettles(long credits) {
        uses(credits);
        settle();
    }

    private AutoPurchaseStatus status() {
        return billing().autoPurchase().status(TENANT);
    }

    @Test
    @DisplayName("E10: after a decline nothing is tried for an hour, it is told once, and then it is bought")
    void waitsAfterADecline() {
        givenAuto(300, AUTO);
        here().stripe.control().declineNextCharges(1, "insufficient_funds");
        here().stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();
        usesAndSettles(150);
        assertStates(State.FAILED);
        assertThat(paymentAtStripe(newest()).get("status").getAsString()).isEqualTo("canceled");
        assertThat(status().nextAttemptAt()).isEqualTo(P1.plus(Duration.ofHours(1)));
        assertThat(status().failures()).isEqualTo(1);

        for (int minute = 10; minute < 60; minute += 10) {
            later(Duration.ofMinutes(10));
            usesAndSettles(1);
        }
        assertThat(asked()).isEqualTo(1);
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(1);

        later(Duration.ofMinutes(10));
        usesAndSettles(1);
        assertCredits(144, 500, 0);
        assertThat(taken()).containsExactly(1_000L);
        assertThat(status().failures()).isZero();
    }

    @Test
    @DisplayName("E10: three declines in a row suspend, and another card ends that")
    void suspendsAfterThreeDeclines() {
        givenAuto(300, AUTO);
        here().stripe.control().declineNextCharges(3, "insufficient_funds");
        usesAndSettles(150);
        later(Duration.ofHours(1));
        usesAndSettles(1);
        later(Duration.ofHours(6));
        usesAndSettles(1);
        assertThat(status().suspended()).isTrue();
        later(Duration.ofHours(25));
        usesAndSettles(1);
        assertThat(asked()).isEqualTo(3);

        pays("pm_card_mastercard");
        later(Duration.ofHours(1));
        assertThat(status().suspended()).isFalse();
        usesAndSettles(1);

        assertCredits(146, 500, 0);
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(3);
    }

    @Test
    @DisplayName(
            "E10: a card that was lost suspends at once; a purchase on somebody's word with another card ends that")
    void suspendsAfterAHardDecline() {
        givenAuto(300, AUTO);
        here().stripe.control().declineNextCharges(1, "lost_card");
        usesAndSettles(150);
        assertThat(status().suspended()).isTrue();
        later(Duration.ofDays(2));
        usesAndSettles(1);
        assertThat(asked()).isEqualTo(1);

        pays("pm_card_mastercard");
        buys(PACK500);
        assertThat(status().suspended()).isFalse();
        assertCredits(149, 500, 0);
        usesAndSettles(500);

        assertCredits(0, 649, 0);
        assertThat(taken()).hasSize(2);
    }

    private void givenAsked() {
        givenAuto(300, AUTO);
        pays("pm_card_authenticationRequired");
        usesAndSettles(150);
        assertStates(State.ACTION_REQUIRED);
        assertThat(told(Kind.PURCHASE_ACTION_REQUIRED)).isEqualTo(1);
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isZero();
        usesAndSettles(10);
        later(Duration.ofHours(12));
        usesAndSettles(10);
        assertThat(asked()).isEqualTo(1);
        assertStates(State.ACTION_REQUIRED);
    }

    /** The customer is on the host's page and confirms the payment there. */
    private void confirms(String card) {
        String payment = payment(newest());
        String method = StripeAccount.id(
                here().account.post("/v1/payment_methods/" + card + "/attach", "customer=" + customer()));
        here().account
                .post(
                        "/v1/payment_intents/" + payment + "/confirm",
                        "payment_method=" + method,
                        "return_url=https://app.example.com/");
    }

    @Test
    @DisplayName("E13: the bank wants the customer, who confirms: no other attempt, one grant")
    void waitsForTheCustomer() {
        givenAsked();

        confirms("pm_card_authenticationRequired");
        settle();
        assertStates(State.ACTION_REQUIRED);
        here().stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();
        here().stripe.control().authenticate(payment(newest()));
        settle();

        assertCredits(130, 500, 0);
        assertStates(State.GRANTED);
        assertThat(taken()).containsExactly(1_000L);
        assertThat(told(Kind.AUTO_PURCHASED)).isEqualTo(1);
        later(Duration.ofHours(13));
        assertStates(State.GRANTED);
    }

    @Test
    @DisplayName("E13: not confirmed for 24 hours, the payment is canceled at Stripe, which counts as a failure")
    void cancelsWhatIsNotConfirmed() {
        givenAsked();

        later(Duration.ofHours(12).minusMillis(1));
        assertStates(State.ACTION_REQUIRED);
        later(Duration.ofMillis(1));

        assertStates(State.FAILED);
        assertThat(paymentAtStripe(newest()).get("status").getAsString()).isEqualTo("canceled");
        assertThat(status().failures()).isEqualTo(1);
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(1);
        assertThat(taken()).isEmpty();
        assertCredits(130, 0, 0);
        usesAndSettles(1);
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    @DisplayName("E13: the customer fails to confirm and confirms with another card")
    void takesAnotherCardForTheConfirmation() {
        givenAsked();
        confirms("pm_card_authenticationRequired");
        here().stripe.control().failAuthentication(payment(newest()));
        settle();
        assertThat(newest().open()).isTrue();
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isZero();

        confirms("pm_card_visa");
        settle();

        assertCredits(130, 500, 0);
        assertThat(taken()).containsExactly(1_000L);
    }

    @Test
    @DisplayName("E14: a bank debit is pending for days and no success is told before it is one")
    void waitsForTheBank() {
        givenAuto(300, AUTO);
        pays("pm_sepaDebit");
        usesAndSettles(150);
        for (int day = 0; day < 4; day++) {
            assertStates(State.PROCESSING);
            assertCredits(150 - day, 0, 0);
            assertThat(told(Kind.AUTO_PURCHASED)).isZero();
            later(Duration.ofDays(1));
            usesAndSettles(1);
        }
        here().stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();

        later(Duration.ofDays(1));

        assertCredits(146, 500, 0);
        assertStates(State.GRANTED);
        assertThat(taken()).containsExactly(1_000L);
        assertThat(told(Kind.AUTO_PURCHASED)).isEqualTo(1);
    }

    @Test
    @DisplayName("E14: a bank debit that the bank refuses after days is a failure, and nobody can collect it")
    void theBankRefuses() {
        givenAuto(300, AUTO);
        pays("pm_sepaDebit_fails");
        usesAndSettles(150);

        later(Duration.ofDays(5));

        assertStates(State.FAILED);
        assertThat(paymentAtStripe(newest()).get("status").getAsString()).isEqualTo("canceled");
        assertThat(status().failures()).isEqualTo(1);
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(1);
        assertCredits(150, 0, 0);
    }

    @Test
    @DisplayName("E15: without a means of payment it is told once in a slice, and Stripe is not asked to charge")
    void tellsAMissingMeansOfPayment() {
        givenAuto(300, AUTO);
        for (JsonElement method :
                here().account.get("/v1/payment_methods?customer=" + customer()).getAsJsonArray("data")) {
            here().account.post("/v1/payment_methods/" + StripeAccount.id(method.getAsJsonObject()) + "/detach");
        }
        long posts = posts();

        usesAndSettles(150);
        for (int i = 0; i < 3; i++) {
            later(Duration.ofHours(2));
            usesAndSettles(1);
        }

        assertThat(posts()).isEqualTo(posts);
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(1);
        assertThat(detail(Kind.AUTO_PURCHASE_FAILED)).isEqualTo("NO_PAYMENT_METHOD");
        assertCredits(147, 0, 0);

        pays("pm_card_mastercard");
        later(Duration.ofHours(1));
        usesAndSettles(1);
        assertCredits(146, 500, 0);
    }

    @Test
    @DisplayName("E17: the node dies between the charge and its commit; another one hears of it by the webhook, once")
    void theWebhookFindsTheChargeOfADeadNode() {
        givenAuto(300, AUTO);
        uses(150);
        dies();
        here().stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();

        settle();
        later(Duration.ofMinutes(6));

        assertBoughtOnce();
    }

    @Test
    @DisplayName("E17: the node dies between the charge and its commit; the janitor finds it by its key, once")
    void theJanitorFindsTheChargeOfADeadNode() {
        givenAuto(300, AUTO);
        uses(150);
        dies();
        here().stripe.webhooks().loseWaiting();
        timeIs(P1.plus(Duration.ofMinutes(4)));
        assertStates(State.SENT);

        timeIs(P1.plus(Duration.ofMinutes(5)));

        assertBoughtOnce();
    }

    @Test
    @DisplayName("E17: the charge is taken, and neither an answer nor a webhook comes before the next day")
    void findsTheChargeTheNextDay() {
        givenAuto(300, AUTO);
        here().stripe
                .chaos()
                .next(
                        "POST /v1/payment_intents",
                        Collections.nCopies(Sold.SENDINGS, Fault.EMPTY_BODY_AFTER)
                                .toArray(Fault[]::new));
        uses(150);
        here().work();
        assertStates(State.UNKNOWN);
        here().stripe.webhooks().loseWaiting();

        timeIs(P1.plus(Duration.ofHours(30)));

        assertBoughtOnce();
    }

    private void assertBoughtOnce() {
        assertCredits(150, 500, 0);
        assertStates(State.GRANTED);
        assertThat(rows(EntryType.PURCHASE)).isEqualTo(1);
        assertThat(taken()).containsExactly(1_000L);
        assertThat(asked()).isEqualTo(1);
        assertThat(told(Kind.AUTO_PURCHASED)).isEqualTo(1);
        assertThat(status().purchases()).isEqualTo(1);
    }

    /** Another node carries the purchase out and loses its database when Stripe has answered. */
    private void dies() {
        FaultyStore dying = FaultyStore.around(place().storeAsItIs());
        Sold sold = here().sold;
        StripeSettings.Builder settings =
                sold.withKey(StripeSettings.builder().webhookSecret("whsec_other"), here().stripe);
        try (BillingService node = sold.service(
                dying,
                settings.livemode(false),
                CreditPolicy.DEFAULT,
                here().stripe.clock())) {
            // the third transaction, after the look and the word that it is about to be sent, says what came of it
            dying.crashAt(StoreFault.COMMIT_LOST, 3);
            assertThatExceptionOfType(BillingStoreException.class)
                    .isThrownBy(() -> node.autoPurchase().checkAndPurchase(TENANT));
        }
        assertStates(State.SENT);
        assertThat(taken()).containsExactly(1_000L);
    }
}
