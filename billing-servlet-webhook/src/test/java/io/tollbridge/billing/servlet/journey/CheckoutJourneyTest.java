// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.gson.JsonObject;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Group C, second part: bundles bought on a page, and events that are not for this installation. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"H2", "POSTGRESQL"})
class CheckoutJourneyTest extends BuyingJourney {
    CheckoutJourneyTest(Place place) {
        super(place);
    }

    private void assertBoughtOnce() {
        assertCredits(0, 500, 0);
        assertStates(State.GRANTED);
        assertThat(rows(EntryType.PURCHASE)).isEqualTo(1);
        assertThat(taken()).containsExactly(1_000L);
        assertThat(told(Kind.PURCHASED)).isEqualTo(1);
    }

    @Test
    @DisplayName("C7: a bank debit on a page is pending until the bank has paid, days later")
    void waitsForTheBank() {
        givenCustomer();
        paysOn(opens(PACK500), "pm_sepaDebit");
        assertStates(State.PROCESSING);
        assertCredits(0, 0, 0);
        assertThat(told()).isEmpty();
        later(Duration.ofDays(3));
        assertStates(State.PROCESSING);

        later(Duration.ofDays(2));

        assertBoughtOnce();
    }

    @Test
    @DisplayName("C7: a bank debit on a page that the bank refuses grants nothing, and another page may be paid")
    void endsWhatTheBankRefuses() {
        givenCustomer();
        paysOn(opens(PACK500), "pm_sepaDebit_fails");
        assertStates(State.PROCESSING);

        later(Duration.ofDays(5));
        assertStates(State.FAILED);
        assertCredits(0, 0, 0);
        assertThat(told(Kind.PURCHASE_FAILED)).isEqualTo(1);

        paysOn(opens(PACK500), "pm_card_visa");
        assertStates(State.GRANTED, State.FAILED);
        assertCredits(0, 500, 0);
        assertThat(taken()).containsExactly(1_000L);
    }

    @Test
    @DisplayName("C7: the bank's word before that of the page, and everything twice and as twins")
    void takesTheBanksWordFirst() {
        givenCustomer();
        here().stripe.control().completeCheckout(opens(PACK500), "pm_sepaDebit");
        here().stripe.clock().advance(Duration.ofDays(5));

        here().bring("checkout.session.async_payment_succeeded");
        assertBoughtOnce();
        here().bring("checkout.session.completed", "payment_intent.processing");
        here().bringRest();

        assertBoughtOnce();
    }

    @Test
    @DisplayName("C7: the events of a bank debit in any order, days late, twice and as twins")
    void takesABankDebitInAnyOrder() {
        givenCustomer();
        here().stripe.webhooks().chaos().shuffled().duplicates(100).twins(100).delayed(100, Duration.ofDays(6));
        here().stripe.control().completeCheckout(opens(PACK500), "pm_sepaDebit");

        for (int day = 0; day < 12; day++) {
            later(Duration.ofDays(1));
        }

        assertBoughtOnce();
    }

    @Test
    @DisplayName("C8: a page with an invoice, its payment and the invoice are one grant, in any order and as twins")
    void grantsAPageWithAnInvoiceOnce() {
        givenCustomer();
        String page = opens(PACK500);
        String invoiced = StripeAccount.id(here().account
                .post(
                        "/v1/checkout/sessions",
                        "mode=payment",
                        "customer=" + customer(),
                        "success_url=https://app.example.com/",
                        "line_items[0][quantity]=1",
                        "line_items[0][price_data][currency]=usd",
                        "line_items[0][price_data][unit_amount]=1000",
                        "line_items[0][price_data][product_data][name]=500 credits",
                        "invoice_creation[enabled]=true",
                        "metadata[tollbridge_tenant]=" + TENANT,
                        "metadata[tollbridge_purchase]=" + newest().id(),
                        "payment_intent_data[metadata][tollbridge_tenant]=" + TENANT,
                        "payment_intent_data[metadata][tollbridge_purchase]=" + newest().id()));
        here().stripe.webhooks().chaos().shuffled().duplicates(100).twins(100);

        paysOn(invoiced, "pm_card_visa");

        assertThat(here().account.events("&type=invoice.paid")).isNotEmpty();
        assertBoughtOnce();
        here().stripe.control().expireCheckout(page);
        settle();
        assertBoughtOnce();
    }

    @Test
    @DisplayName("C8: a page that was paid is granted by whichever event comes first")
    void grantsByTheFirstEvent() {
        givenCustomer();
        here().stripe.control().completeCheckout(opens(PACK500));

        here().bring("checkout.session.completed");
        assertBoughtOnce();
        here().bring("payment_intent.succeeded");
        here().bringRest();

        assertBoughtOnce();
    }

    @Test
    @DisplayName("C11: of a bank transfer a part comes, which is shown and grants nothing; then the rest")
    void waitsForTheRestOfATransfer() {
        givenCustomer();
        paysOn(opens(PACK500.saveCard(false)), "pm_bankTransfer");
        assertStates(State.PROCESSING);
        assertThat(billing().purchases().checkout(PACK500)).isEqualTo(new CheckoutResult.UnderWay(newest()));
        String payment = payment(newest());

        here().stripe.control().transfer(payment, 400);
        settle();
        assertPartly(400);
        later(Duration.ofDays(3));
        assertPartly(400);
        here().stripe.control().transfer(payment, 100);
        settle();
        assertPartly(500);

        here().stripe.control().transfer(payment, 500);
        settle();
        assertBoughtOnce();
    }

    private void assertPartly(long received) {
        assertStates(State.PROCESSING);
        assertThat(newest().payment().received()).isEqualTo(Money.of(received, "usd"));
        assertCredits(0, 0, 0);
    }

    @Test
    @DisplayName("C11: a bank transfer that comes after a week is granted")
    void waitsForATransfer() {
        givenCustomer();
        paysOn(opens(PACK500.saveCard(false)), "pm_bankTransfer");
        for (int day = 0; day < 7; day++) {
            later(Duration.ofDays(1));
            assertStates(State.PROCESSING);
        }

        here().stripe.control().transfer(payment(newest()), 1_000);
        settle();

        assertBoughtOnce();
    }

    @Test
    @DisplayName("C16: while a purchase by itself is pending a page is only opened after confirmation")
    void tellsWhatIsPending() {
        givenAuto(300, AUTO);
        pays("pm_sepaDebit");
        uses(150);
        settle();
        assertStates(State.PROCESSING);

        CheckoutResult told = billing().purchases().checkout(PACK500);
        assertThat(told).isEqualTo(new CheckoutResult.UnderWay(newest()));
        assertThat(billing().purchases().buy(PACK500)).isEqualTo(newest());
        assertThat(here().stripe.requests().to("POST /v1/checkout/sessions")).isEmpty();
        assertThat(asked()).isEqualTo(1);

        paysOn(opens(PACK500.besideOthers()), "pm_card_visa");
        assertCredits(150, 500, 0);
        later(Duration.ofDays(5));
        assertCredits(150, 1_000, 0);
        assertThat(taken()).containsExactly(1_000L, 1_000L);
        assertThat(told(Kind.PURCHASED)).isEqualTo(1);
        assertThat(told(Kind.AUTO_PURCHASED)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "C16: an open page is closed before a card is charged by itself; one that was just paid is granted instead")
    void closesAPageBeforeACardIsCharged() {
        givenAuto(300, AUTO);
        String unpaid = opens(PACK500);
        uses(150);
        settle();
        assertCredits(150, 500, 0);
        assertThat(here().account
                        .get("/v1/checkout/sessions/" + unpaid)
                        .get("status")
                        .getAsString())
                .isEqualTo("expired");

        String paid = opens(PACK1000);
        here().stripe.control().completeCheckout(paid);
        uses(500);
        settle();
        assertCredits(0, 1_150, 0);
        assertThat(purchases())
                .extracting(Purchase::state)
                .containsExactlyInAnyOrder(State.GRANTED, State.CANCELED, State.GRANTED, State.CANCELED);
        assertThat(taken()).containsExactly(3_000L, 1_000L);
    }

    @Test
    @DisplayName("C17: an event of live mode on an installation for test mode is kept aside, answered with 200")
    void refusesLiveMode() {
        givenCustomer();
        here().stripe.control().completeCheckout(opens(PACK500));
        JsonObject live =
                here().account.events("&type=checkout.session.completed").get(0);
        live.addProperty("livemode", true);
        live.addProperty("id", "evt_live");

        assertThat(here().send(live)).isEqualTo(200);
        billing().runDueWork();

        assertThat(billing().webhooks().list(WebhookStatus.QUARANTINED, 10))
                .singleElement()
                .satisfies(kept -> assertThat(kept.note()).contains("live"));
        settle0();
        assertBoughtOnce();
    }

    /** As settle, with an event aside. */
    private void settle0() {
        here().stripe.webhooks().deliver();
        billing().runDueWork();
    }

    @Test
    @DisplayName("C17: an event of test mode on a live installation is kept aside, answered, and counted")
    void refusesTestMode() {
        givenCustomer();
        here().stripe.control().completeCheckout(opens(PACK500));
        JsonObject event =
                here().account.events("&type=checkout.session.completed").get(0);
        byte[] body = event.toString().getBytes(UTF_8);
        StripeSettings.Builder settings =
                StripeSettings.builder().webhookSecret("whsec_live").livemode(true);
        try (BillingService live = here().sold
                .service(store(), settings, CreditPolicy.DEFAULT, here().stripe.clock())) {
            live.webhooks()
                    .receive(
                            body,
                            WebhookSigner.of("whsec_live")
                                    .header(body, here().stripe.clock().instant()));
            assertThat(live.webhooks().list(WebhookStatus.QUARANTINED, 10))
                    .extracting(WebhookRecord::note)
                    .singleElement()
                    .satisfies(note -> assertThat(note).contains("live"));
        }
        assertCredits(0, 0, 0);
        assertThat(ledgerSince(0)).isEmpty();
        settle0();
    }

    @Test
    @DisplayName("R13: a page that is not paid ends with its time, and the next one is paid")
    void endsAPage() {
        givenCustomer();
        String first = opens(PACK500);
        later(Duration.ofHours(25));
        assertStates(State.EXPIRED);
        assertThatIllegalStateException()
                .isThrownBy(() -> here().stripe.control().completeCheckout(first));

        paysOn(opens(PACK500), "pm_card_visa");

        assertStates(State.GRANTED, State.EXPIRED);
        assertCredits(0, 500, 0);
    }

    @Test
    @DisplayName("R13: the end of a page that comes after that of a page paid in its last moment")
    void takesAPageThatIsPaidLate() {
        givenCustomer();
        String page = opens(PACK500);
        here().stripe.clock().advance(Duration.ofHours(23).plusMinutes(59));
        here().stripe.control().completeCheckout(page);
        here().stripe.webhooks().loseWaiting();

        later(Duration.ofHours(1));

        assertBoughtOnce();
    }

    @Test
    @DisplayName("R13: a card that is refused on a page ends nothing; the next one pays")
    void takesAnotherCardOnThePage() {
        givenCustomer();
        String page = opens(PACK500.quantity(3));
        assertThatIllegalStateException()
                .isThrownBy(() -> here().stripe.control().completeCheckout(page, "pm_card_chargeDeclined"));
        settle();
        assertStates(State.ACTION_REQUIRED);
        assertThat(told()).isEmpty();

        paysOn(page, "pm_card_visa");

        assertStates(State.GRANTED);
        assertCredits(0, 1_500, 0);
        assertThat(taken()).containsExactly(3_000L);
    }

    @Test
    @DisplayName("R13: a payment on a page that waits for its customer to confirm it, who does")
    void waitsForAConfirmationOnThePage() {
        givenCustomer();
        paysOn(opens(PACK500), "pm_card_authenticationRequired");
        assertStates(State.ACTION_REQUIRED);
        assertThat(told()).isEmpty();

        here().stripe.control().authenticate(latestPayment());
        settle();

        assertBoughtOnce();
    }
}
