// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Price;
import com.stripe.model.checkout.Session;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionRetrieveParams;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckoutTest extends SubscribedTest {
    private SessionCreateParams.Builder bundle() {
        return SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.PAYMENT)
                .setSuccessUrl("http://localhost/ok?session={CHECKOUT_SESSION_ID}")
                .setCancelUrl("http://localhost/back")
                .putMetadata("on", "session")
                .setPaymentIntentData(SessionCreateParams.PaymentIntentData.builder()
                        .putMetadata("on", "payment")
                        .build())
                .addLineItem(SessionCreateParams.LineItem.builder()
                        .setQuantity(2L)
                        .setPriceData(SessionCreateParams.LineItem.PriceData.builder()
                                .setCurrency("usd")
                                .setUnitAmount(500L)
                                .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder()
                                        .setName("100 credits")
                                        .build())
                                .build())
                        .build());
    }

    private Session open(SessionCreateParams.Builder params) throws StripeException {
        return client.v1().checkout().sessions().create(params.build());
    }

    private Session fresh(Session session) throws StripeException {
        return client.v1()
                .checkout()
                .sessions()
                .retrieve(
                        session.getId(),
                        SessionRetrieveParams.builder().addExpand("line_items").build());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aBundleIsPaidOnThePage() throws Exception {
        Session session = open(bundle());
        assertThat(session.getPaymentIntent()).isNull();
        assertThat(send(HttpRequest.newBuilder(URI.create(session.getUrl()))).body())
                .contains("1000 usd", "http://localhost/back");

        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(session.getUrl()))
                .POST(HttpRequest.BodyPublishers.ofString("card=pm_card_visa")));

        assertThat(answer.headers().firstValue("Location")).contains("http://localhost/ok?session=" + session.getId());
        Session paid = fresh(session);
        assertThat(paid.getPaymentStatus()).isEqualTo("paid");
        assertThat(paid.getStatus()).isEqualTo("complete");
        assertThat(paid.getLineItems().getData().get(0).getQuantity()).isEqualTo(2);
        assertThat(client.v1()
                        .paymentIntents()
                        .retrieve(paid.getPaymentIntent())
                        .getMetadata())
                .containsOnly(java.util.Map.entry("on", "payment"));
    }

    @Test
    void aBankPaysDaysAfterTheSessionWasCompleted() throws StripeException {
        Session session = open(bundle());
        stripe.control().completeCheckout(session.getId(), "pm_sepaDebit");
        assertThat(fresh(session).getStatus()).isEqualTo("complete");
        assertThat(fresh(session).getPaymentStatus()).isEqualTo("unpaid");

        stripe.clock().advance(Duration.ofDays(5));

        assertThat(fresh(session).getPaymentStatus()).isEqualTo("paid");
        assertThat(types()).last().isEqualTo("checkout.session.async_payment_succeeded");
    }

    @Test
    void aBankMayRefuseDaysAfterTheSessionWasCompleted() throws StripeException {
        Session session = open(bundle());
        stripe.control().completeCheckout(session.getId(), "pm_sepaDebit_fails");

        stripe.clock().advance(Duration.ofDays(5));

        assertThat(fresh(session).getPaymentStatus()).isEqualTo("unpaid");
        assertThat(types()).last().isEqualTo("checkout.session.async_payment_failed");
    }

    @Test
    void aBankTransferComesInParts() throws StripeException {
        Session session = open(bundle());
        stripe.control().completeCheckout(session.getId(), "pm_bankTransfer");
        assertThat(fresh(session).getPaymentStatus()).isEqualTo("unpaid");
        String payment = fresh(session).getPaymentIntent();

        stripe.control().transfer(payment, 400);
        assertThat(types()).last().isEqualTo("payment_intent.partially_funded");
        PaymentIntent waiting = client.v1().paymentIntents().retrieve(payment);
        assertThat(waiting.getStatus()).isEqualTo("requires_action");
        assertThat(waiting.getNextAction().getDisplayBankTransferInstructions().getAmountRemaining())
                .isEqualTo(600);
        assertThatThrownBy(() -> stripe.control().transfer(payment, 601)).isInstanceOf(IllegalStateException.class);

        stripe.control().transfer(payment, 600);
        assertThat(fresh(session).getPaymentStatus()).isEqualTo("paid");
        assertThat(client.v1().paymentIntents().retrieve(payment).getAmountReceived())
                .isEqualTo(1_000);
        assertThat(types()).last().isEqualTo("checkout.session.async_payment_succeeded");
    }

    @Test
    void aRefusedCardLeavesTheSessionOpen() throws StripeException {
        Session session = open(bundle());

        assertThatThrownBy(() -> stripe.control().completeCheckout(session.getId(), "pm_card_chargeDeclined"))
                .isInstanceOf(IllegalStateException.class);
        assertThat(fresh(session).getStatus()).isEqualTo("open");

        stripe.control().completeCheckout(session.getId());
        assertThat(fresh(session).getPaymentStatus()).isEqualTo("paid");
    }

    @Test
    void anAbandonedSessionExpiresAfterADay() throws StripeException {
        Session session = open(bundle());

        stripe.clock().advance(Duration.ofHours(24));

        assertThat(fresh(session).getStatus()).isEqualTo("expired");
        assertThat(types()).last().isEqualTo("checkout.session.expired");
    }

    private SessionCreateParams.Builder plan(Price price) {
        return SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.SUBSCRIPTION)
                .setSuccessUrl("http://localhost/ok")
                .addLineItem(SessionCreateParams.LineItem.builder()
                        .setPrice(price.getId())
                        .setQuantity(1L)
                        .build());
    }

    @Test
    void aSubscriptionIsMadeWhenItIsPaid() throws StripeException {
        Session session = open(plan(monthly(2_000))
                .setSubscriptionData(SessionCreateParams.SubscriptionData.builder()
                        .putMetadata("tenant", "acme")
                        .build()));

        stripe.control().completeCheckout(session.getId());

        Session paid = fresh(session);
        assertThat(paid.getPaymentStatus()).isEqualTo("paid");
        var subscription = client.v1().subscriptions().retrieve(paid.getSubscription());
        assertThat(subscription.getStatus()).isEqualTo("active");
        assertThat(subscription.getMetadata()).containsEntry("tenant", "acme");
        assertThat(subscription.getCustomer()).isEqualTo(paid.getCustomer());
        stripe.clock().advanceTo(end(subscription).plus(Duration.ofHours(1)));
        assertThat(latest(subscription).getStatus()).isEqualTo("paid");
    }

    @Test
    void aTrialNeedsNoPayment() throws StripeException {
        Session session = open(plan(monthly(2_000))
                .setSubscriptionData(SessionCreateParams.SubscriptionData.builder()
                        .setTrialPeriodDays(7L)
                        .build()));

        stripe.control().completeCheckout(session.getId());

        assertThat(fresh(session).getPaymentStatus()).isEqualTo("no_payment_required");
    }

    @Test
    void aCardThatAsksCompletesTheSessionOnceItIsAnswered() throws StripeException {
        Session session = open(plan(monthly(2_000)));
        stripe.control().completeCheckout(session.getId(), "pm_card_authenticationRequired");
        assertThat(fresh(session).getStatus()).isEqualTo("open");

        stripe.control()
                .authenticate(
                        client.v1().paymentIntents().list().getData().get(0).getId());

        assertThat(fresh(session).getPaymentStatus()).isEqualTo("paid");
    }

    @Test
    void aBundleMayHaveAnInvoiceOfTheSamePayment() throws StripeException {
        Session session = open(bundle().setInvoiceCreation(SessionCreateParams.InvoiceCreation.builder()
                .setEnabled(true)
                .build()));

        stripe.control().completeCheckout(session.getId());

        Session paid = fresh(session);
        var invoice = client.v1().invoices().retrieve(paid.getInvoice());
        assertThat(invoice.getBillingReason()).isEqualTo("manual");
        assertThat(invoice.getParent()).isNull();
        assertThat(invoice.getLines().getData().get(0).getAmount()).isEqualTo(1_000);
        assertThat(client.v1()
                        .invoicePayments()
                        .list()
                        .getData()
                        .get(0)
                        .getPayment()
                        .getPaymentIntent())
                .isEqualTo(paid.getPaymentIntent());
    }
}
