// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Group C, first part: bundles bought with the stored card. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"H2", "POSTGRESQL"})
class PurchaseJourneyTest extends BuyingJourney {
    PurchaseJourneyTest(Place place) {
        super(place);
    }

    private Purchase buysUnheard(Fault fault) {
        here().stripe
                .chaos()
                .next(
                        "POST /v1/payment_intents",
                        Collections.nCopies(Sold.SENDINGS, fault).toArray(Fault[]::new));
        Purchase bought = billing().purchases().buy(PACK500);
        here().stripe.chaos().off();
        return bought;
    }

    private void assertBoughtOnce() {
        assertCredits(0, 500, 0);
        assertStates(State.GRANTED);
        assertThat(ledgerSince(0)).containsExactly("PURCHASE BUNDLE 500");
        assertThat(taken()).containsExactly(1_000L);
        assertThat(asked()).isEqualTo(1);
        assertThat(told(Kind.PURCHASED)).isEqualTo(1);
    }

    @Test
    @DisplayName("C1: a charge that succeeds at once is granted at once, and its webhooks change nothing")
    void grantsAtOnce() {
        givenCustomer();
        Purchase bought = billing().purchases().buy(PACK500);
        assertThat(bought.state()).isEqualTo(State.GRANTED);
        assertBoughtOnce();

        here().stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();
        settle();

        assertBoughtOnce();
    }

    @Test
    @DisplayName("C3: the answer and the webhook of a charge at the same moment are one grant")
    void grantsOnceWhenBothComeAtOnce() throws Exception {
        givenCustomer();
        for (int round = 1; round <= 4; round++) {
            CompletableFuture<Purchase> call =
                    CompletableFuture.supplyAsync(() -> billing().purchases().buy(PACK500));
            while (!call.isDone()) {
                here().deliver();
            }
            assertThat(call.get(30, TimeUnit.SECONDS).state()).isEqualTo(State.GRANTED);
            settle();
            assertCredits(0, 500L * round, 0);
        }
        assertThat(rows(EntryType.PURCHASE)).isEqualTo(4);
        assertThat(told(Kind.PURCHASED)).isEqualTo(4);
        assertThat(taken()).hasSize(4);
    }

    @Test
    @DisplayName("C3, C4: a second event for the charge, twice each, after the webhook was first")
    void grantsOnceForTwins() {
        givenCustomer();
        buysUnheard(Fault.DROP_AFTER);
        here().stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();

        settle();
        later(Duration.ofMinutes(10));

        assertBoughtOnce();
    }

    @Test
    @DisplayName("C4: a call that times out is unknown, and is granted by the webhook five seconds later")
    void grantsWhatTimedOutByTheWebhook() {
        givenCustomer();
        Purchase bought = buysUnheard(Fault.DROP_AFTER);
        assertThat(bought.state()).isEqualTo(State.UNKNOWN);
        assertThat(bought.payment().paymentId()).isNull();
        assertCredits(0, 0, 0);
        assertThat(told()).isEmpty();

        here().stripe.clock().advance(Duration.ofSeconds(5));
        here().bring("payment_intent.succeeded");
        assertBoughtOnce();
        here().bringRest();
        later(Duration.ofMinutes(10));

        assertBoughtOnce();
    }

    @Test
    @DisplayName("C5: a call that times out and of which no webhook comes is asked for by its key after five minutes")
    void findsWhatTimedOut() {
        givenCustomer();
        Purchase bought = buysUnheard(Fault.DROP_AFTER);
        here().stripe.webhooks().loseWaiting();
        timeIs(P1.plus(Duration.ofMinutes(5)).minusMillis(1));
        assertStates(State.UNKNOWN);

        timeIs(P1.plus(Duration.ofMinutes(5)));

        assertBoughtOnce();
        assertThat(billing().webhooks().list(null, 100))
                .noneMatch(stored -> stored.event().type().equals("payment_intent.succeeded"));
        assertThat(here().stripe.requests().attempts(key(bought))).isEqualTo(Sold.SENDINGS + 1);
    }

    @Test
    @DisplayName("C5: a call that never came to Stripe is charged under its own key, once")
    void chargesWhatNeverArrived() {
        givenCustomer();
        assertThat(buysUnheard(Fault.DROP_BEFORE).state()).isEqualTo(State.UNKNOWN);
        assertThat(taken()).isEmpty();

        later(Duration.ofMinutes(5));

        assertBoughtOnce();
    }

    @Test
    @DisplayName("C5: a charge whose error Stripe replays for ever is found in the list of payments")
    void findsWhatIsAnsweredWithAnErrorForEver() {
        givenCustomer();
        assertThat(buysUnheard(Fault.ERROR_500_AFTER).state()).isEqualTo(State.UNKNOWN);
        here().stripe.webhooks().loseWaiting();

        timeIs(P1.plus(Duration.ofMinutes(5)));

        assertBoughtOnce();
    }

    @Test
    @DisplayName("C5: a node that comes back after its key is forgotten finds the charge and makes no other")
    void findsWhatTimedOutAfterDays() {
        givenCustomer();
        buysUnheard(Fault.TRUNCATED_BODY_AFTER);
        here().stripe.webhooks().loseWaiting();

        timeIs(P1.plus(Duration.ofHours(26)));

        assertBoughtOnce();
    }

    @Test
    @DisplayName("C12: yen have no minor units")
    void paysInYen() {
        givenCustomer();

        Purchase bought = buys(PurchaseOrder.of(TENANT, "yen500"));

        assertThat(paymentAtStripe(bought).get("amount").getAsLong()).isEqualTo(1_500);
        assertThat(paymentAtStripe(bought).get("currency").getAsString()).isEqualTo("jpy");
        assertCredits(0, 500, 0);
        assertThat(detail(Kind.PURCHASED)).isEqualTo("500 credits for 1500 JPY");
    }

    @Test
    @DisplayName("C13: the eleventh purchase of a day is refused, and Stripe is not asked to charge or to sell")
    void limitsPurchasesOfADay() {
        givenCustomer();
        for (int i = 0; i < 10; i++) {
            billing().purchases().buy(PACK500);
        }
        settle();
        long asked = posts();

        for (Runnable eleventh : List.<Runnable>of(
                () -> billing().purchases().buy(PACK500),
                () -> billing().purchases().checkout(PACK500))) {
            assertThatExceptionOfType(OperationRejectedException.class)
                    .isThrownBy(eleventh::run)
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PURCHASE_LIMIT));
        }

        assertThat(posts()).isEqualTo(asked);
        assertThat(taken()).hasSize(10);
        later(Duration.ofDays(1));
        assertThat(buys(PACK500).state()).isEqualTo(State.GRANTED);
        assertCredits(0, 5_500, 0);
    }

    @Test
    @DisplayName("C15: what is owed is repaid from what is bought")
    void repaysDebt() {
        givenSubscribed(0, 0);
        billing().tryDeduct(Deduction.of(TENANT).cost(120).onShortfall(ShortfallPolicy.overage(200)));
        assertCredits(0, 0, 120);
        int rows = ledger().size();

        buys(PACK500);

        assertCredits(0, 380, 0);
        assertThat(ledgerSince(rows))
                .containsExactly("PURCHASE BUNDLE 500", "DEBT_REPAID BUNDLE -120", "DEBT_REPAID DEBT -120");
    }

    @Test
    @DisplayName(
            "R13: a declined charge is canceled at Stripe, so that nobody collects it, and another card may be tried")
    void endsADeclinedCharge() {
        givenCustomer();
        here().stripe.control().declineNextCharges(1, "insufficient_funds");

        assertThat(buys(PACK500).state()).isEqualTo(State.FAILED);
        assertThat(paymentAtStripe(newest()).get("status").getAsString()).isEqualTo("canceled");
        assertThat(told(Kind.PURCHASE_FAILED)).isEqualTo(1);
        buys(PACK500);

        assertThat(purchases()).extracting(Purchase::state).containsExactlyInAnyOrder(State.GRANTED, State.FAILED);
        assertCredits(0, 500, 0);
    }
}
