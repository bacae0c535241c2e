// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.PaymentMethodCreateParams;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaymentIntentsTest extends FakeStripeTest {
    private List<String> eventTypes() throws StripeException {
        return client.v1().events().list().getData().stream()
                .map(Event::getType)
                .toList();
    }

    @Test
    void aGoodCardPaysAtOnce() throws StripeException {
        PaymentIntent paid = pay(2_500, "pm_card_visa");

        assertThat(paid.getStatus()).isEqualTo("succeeded");
        assertThat(paid.getAmountReceived()).isEqualTo(2_500);
        Charge charge = client.v1().charges().retrieve(paid.getLatestCharge());
        assertThat(charge.getPaid()).isTrue();
        assertThat(charge.getPaymentMethodDetails().getCard().getLast4()).isEqualTo("4242");
        assertThat(eventTypes())
                .containsExactly("payment_intent.succeeded", "charge.succeeded", "payment_intent.created");
    }

    @Test
    void theChargeIsBookedASecondLater() throws StripeException {
        String charge = pay(2_500, "pm_card_visa").getLatestCharge();
        assertThat(client.v1().charges().retrieve(charge).getBalanceTransaction())
                .isNull();

        stripe.clock().advance(Duration.ofSeconds(1));

        assertThat(client.v1().charges().retrieve(charge).getBalanceTransaction())
                .isNotNull();
        assertThat(eventTypes()).first().isEqualTo("charge.updated");
    }

    @Test
    void aDeclineIsA402ThatCarriesTheIntentWhichStaysUsable() throws StripeException {
        assertThatThrownBy(() -> pay(2_500, "pm_card_chargeDeclinedInsufficientFunds"))
                .isInstanceOfSatisfying(CardException.class, e -> {
                    assertThat(e.getStatusCode()).isEqualTo(402);
                    assertThat(e.getCode()).isEqualTo("card_declined");
                    assertThat(e.getDeclineCode()).isEqualTo("insufficient_funds");
                    assertThat(e.getCharge()).startsWith("ch_");
                    assertThat(e.getStripeError().getPaymentIntent().getStatus())
                            .isEqualTo("requires_payment_method");
                });
        PaymentIntent declined = client.v1().paymentIntents().list().getData().get(0);
        assertThat(declined.getLastPaymentError().getDeclineCode()).isEqualTo("insufficient_funds");

        PaymentIntent paid = client.v1()
                .paymentIntents()
                .confirm(
                        declined.getId(),
                        PaymentIntentConfirmParams.builder()
                                .setPaymentMethod("pm_card_visa")
                                .build());

        assertThat(paid.getStatus()).isEqualTo("succeeded");
    }

    @Test
    void aCustomerWhoIsAwayCannotAuthenticate() throws StripeException {
        Customer customer = customerWith("pm_card_authenticationRequired");
        String method = client.v1()
                .customers()
                .paymentMethods()
                .list(customer.getId())
                .getData()
                .get(0)
                .getId();

        assertThatThrownBy(() -> client.v1()
                        .paymentIntents()
                        .create(payment(2_500, method)
                                .setCustomer(customer.getId())
                                .setOffSession(true)
                                .build()))
                .isInstanceOfSatisfying(
                        CardException.class, e -> assertThat(e.getCode()).isEqualTo("authentication_required"));
    }

    @Test
    void aCustomerWhoMayNotBeAskedIsAnError() {
        assertThatThrownBy(() -> client.v1()
                        .paymentIntents()
                        .create(payment(2_500, "pm_card_authenticationRequired")
                                .setErrorOnRequiresAction(true)
                                .build()))
                .isInstanceOfSatisfying(CardException.class, e -> {
                    assertThat(e.getCode()).isEqualTo("authentication_required");
                    assertThat(e.getDeclineCode()).isEqualTo("authentication_not_handled");
                });
    }

    @Test
    void aCustomerAuthenticatesOnAPage() throws Exception {
        PaymentIntent asked = client.v1()
                .paymentIntents()
                .create(payment(2_500, "pm_card_authenticationRequired")
                        .setReturnUrl("http://localhost/back")
                        .build());
        assertThat(asked.getStatus()).isEqualTo("requires_action");
        assertThat(asked.getLatestCharge()).isNull();
        URI page = URI.create(asked.getNextAction().getRedirectToUrl().getUrl());

        HttpResponse<String> back = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(page)
                                .POST(HttpRequest.BodyPublishers.ofString("action=complete"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(back.headers().firstValue("Location")).contains("http://localhost/back");
        assertThat(client.v1().paymentIntents().retrieve(asked.getId()).getStatus())
                .isEqualTo("succeeded");
    }

    @Test
    void aBankTakesDaysAndMayStillRefuse() throws StripeException {
        PaymentIntent paying = payByBank("DE89370400440532013000");
        PaymentIntent failing = payByBank("DE62370400440532013001");
        assertThat(paying.getStatus()).isEqualTo("processing");

        stripe.clock().advance(Duration.ofDays(5));

        assertThat(client.v1().paymentIntents().retrieve(paying.getId()).getStatus())
                .isEqualTo("succeeded");
        assertThat(client.v1().paymentIntents().retrieve(failing.getId()).getStatus())
                .isEqualTo("requires_payment_method");
    }

    private PaymentIntent payByBank(String iban) throws StripeException {
        String method = client.v1()
                .paymentMethods()
                .create(PaymentMethodCreateParams.builder()
                        .setType(PaymentMethodCreateParams.Type.SEPA_DEBIT)
                        .setSepaDebit(PaymentMethodCreateParams.SepaDebit.builder()
                                .setIban(iban)
                                .build())
                        .build())
                .getId();
        return client.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(900L)
                        .setCurrency("eur")
                        .setConfirm(true)
                        .addPaymentMethodType("sepa_debit")
                        .setPaymentMethod(method)
                        .build());
    }

    @Test
    void aPaidIntentCannotBeCanceled() throws StripeException {
        String paid = pay(2_500, "pm_card_visa").getId();

        assertThatThrownBy(() -> client.v1().paymentIntents().cancel(paid))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.getCode()).isEqualTo("payment_intent_unexpected_state"));
    }

    @Test
    void expandingReplacesAnIdByItsObject() throws StripeException {
        String id = pay(2_500, "pm_card_visa").getId();

        PaymentIntent expanded = client.v1()
                .paymentIntents()
                .retrieve(
                        id,
                        PaymentIntentRetrieveParams.builder()
                                .addExpand("latest_charge")
                                .build());

        assertThat(expanded.getLatestChargeObject().getAmount()).isEqualTo(2_500);
    }

    @Test
    void anOrderedDeclineHitsAnyCard() throws StripeException {
        stripe.control().declineNextCharges(1, "do_not_honor");

        assertThatThrownBy(() -> pay(2_500, "pm_card_visa")).isInstanceOf(CardException.class);

        assertThat(pay(2_500, "pm_card_visa").getStatus()).isEqualTo("succeeded");
    }
}
