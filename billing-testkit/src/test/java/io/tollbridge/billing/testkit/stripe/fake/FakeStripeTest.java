// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.PaymentIntent;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.PaymentIntentCreateParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fake and the official client talking to it. */
abstract class FakeStripeTest {
    static final long MODEST_TIMEOUT = 10_000;

    FakeStripe stripe = FakeStripe.start();
    StripeClient client = client(stripe.key());

    @BeforeEach
    void telemetryOff() {
        Stripe.enableTelemetry = false;
    }

    @AfterEach
    void stop() {
        stripe.close();
    }

    final StripeClient client(String key) {
        return StripeClient.builder()
                .setApiKey(key)
                .setApiBase(stripe.apiBase())
                .setConnectTimeout(5_000)
                .setReadTimeout((int) MODEST_TIMEOUT)
                .build();
    }

    static RequestOptions key(String idempotencyKey) {
        return RequestOptions.builder().setIdempotencyKey(idempotencyKey).build();
    }

    Customer customer() throws StripeException {
        return client.v1().customers().create(CustomerCreateParams.builder().build());
    }

    /** A customer who has a card. */
    Customer customerWith(String card) throws StripeException {
        return client.v1()
                .customers()
                .create(CustomerCreateParams.builder().setPaymentMethod(card).build());
    }

    static PaymentIntentCreateParams.Builder payment(long amount, String card) {
        return PaymentIntentCreateParams.builder()
                .setAmount(amount)
                .setCurrency("usd")
                .setConfirm(true)
                .addPaymentMethodType("card")
                .setPaymentMethod(card);
    }

    PaymentIntent pay(long amount, String card) throws StripeException {
        return client.v1().paymentIntents().create(payment(amount, card).build());
    }
}
