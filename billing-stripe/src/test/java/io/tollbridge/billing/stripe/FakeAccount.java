// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.PaymentMethodAttachParams;
import io.tollbridge.billing.payment.CustomerAttempt;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentMethod;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A tenant's customer at the fake Stripe, with a card, and words for what is asked about it. */
public final class FakeAccount implements AutoCloseable {
    /** Waits as long as a busy machine may need. */
    static final ApiLimits PATIENT = ApiLimits.DEFAULT
            .timeouts(Duration.ofSeconds(10), Duration.ofSeconds(20))
            .repeats(3, Duration.ofMillis(1), Duration.ofMinutes(2))
            .rates(5_000, 50);

    /** For answers that never come. */
    static final ApiLimits QUICK = PATIENT.timeouts(Duration.ofMillis(100), Duration.ofMillis(100));

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final FakeStripe stripe;
    final StripeService service;
    final String customer;

    FakeAccount(FakeStripe stripe, StripeService service, String customer) {
        this.stripe = stripe;
        this.service = service;
        this.customer = customer;
    }

    /** A gateway for scenarios. */
    public static StripeService gateway(FakeStripe stripe) {
        return gateway(stripe, PATIENT);
    }

    /** A gateway for scenarios that takes webhooks with this secret. */
    public static StripeService gateway(FakeStripe stripe, String webhookSecret) {
        return gateway(stripe, webhookSecret, PATIENT);
    }

    static StripeService gateway(FakeStripe stripe, ApiLimits limits) {
        return gateway(stripe, "whsec_1", limits);
    }

    private static StripeService gateway(FakeStripe stripe, String webhookSecret, ApiLimits limits) {
        return StripeService.create(settings(stripe, webhookSecret, limits).build());
    }

    static StripeSettings.Builder settings(FakeStripe stripe, String webhookSecret, ApiLimits limits) {
        return StripeSettings.builder()
                .webhookSecret(webhookSecret)
                .livemode(false)
                .apiKey(stripe.key())
                .apiBase(stripe.apiBase())
                .publicUrl("http://localhost:8080")
                .apiLimits(limits);
    }

    static FakeAccount open() {
        FakeStripe stripe = FakeStripe.start();
        StripeService service = gateway(stripe);
        String customer = service.createCustomer(
                        new CustomerAttempt("acme", "attempt1", stripe.clock().instant(), null),
                        stripe.clock().instant())
                .id();
        return new FakeAccount(stripe, service, customer);
    }

    /** The same account for one who does not wait for answers. */
    StripeService quick() {
        return gateway(stripe, QUICK);
    }

    /** The official client, for what hosts do by themselves. */
    StripeClient client() {
        return client(stripe);
    }

    static StripeClient client(FakeStripe stripe) {
        return StripeClient.builder()
                .setApiKey(stripe.key())
                .setApiBase(stripe.apiBase())
                .build();
    }

    /** Gives the customer one of Stripe's test cards. */
    String card(String testCard) {
        try {
            String id = client().v1()
                    .paymentMethods()
                    .attach(
                            testCard,
                            PaymentMethodAttachParams.builder()
                                    .setCustomer(customer)
                                    .build())
                    .getId();
            client().v1()
                    .customers()
                    .update(
                            customer,
                            CustomerUpdateParams.builder()
                                    .setInvoiceSettings(CustomerUpdateParams.InvoiceSettings.builder()
                                            .setDefaultPaymentMethod(id)
                                            .build())
                                    .build());
            return service.defaultPaymentMethod(customer).map(PaymentMethod::id).orElseThrow();
        } catch (StripeException e) {
            throw new AssertionError(e);
        }
    }

    /** What a host's people do in the dashboard; empty when Stripe refuses. */
    static Optional<StripeJson> post(FakeStripe stripe, String path, String form) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stripe.apiBase() + path))
                .header("Authorization", "Bearer " + stripe.key())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(StripeJson.of(answer.body())) : Optional.empty();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    PurchaseAttempt attempt(String purchase, int number, String card, Money amount) {
        return new PurchaseAttempt(
                "acme",
                purchase,
                number,
                customer,
                card,
                amount,
                "500 credits",
                stripe.clock().instant());
    }

    PurchaseAttempt attempt(String card) {
        return attempt("p1", 1, card, Money.of(10_00, "usd"));
    }

    /** All payments of the customer, as they are at Stripe. */
    List<StripeJson> payments() {
        stripe.chaos().off();
        return service
                .list(RecordQuery.of(RecordKind.PAYMENT).where(RecordQuery.Filter.CUSTOMER, customer))
                .records()
                .stream()
                .map(one -> StripeJson.of(one.payload()))
                .toList();
    }

    /** Those that took money. */
    List<StripeJson> paid() {
        return payments().stream()
                .filter(one -> "succeeded".equals(one.text("status")))
                .toList();
    }

    @Override
    public void close() {
        stripe.close();
    }
}
