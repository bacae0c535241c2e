// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.PaymentMethodAttachParams;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.doctor.Diagnosis;
import io.tollbridge.billing.payment.CheckoutRequest;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentMethod;
import io.tollbridge.billing.payment.PortalFlow;
import io.tollbridge.billing.payment.PortalRequest;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.PurchaseOutcome;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/stripe.md")
class StripeTest {
    private final FakeStripe fake = FakeStripe.start();
    private StripeService stripe;
    private BillingService billing;

    @BeforeEach
    void connect() {
        String apiKey = fake.key();
        String webhookSecret = "whsec_of_this_test";
        // tag::settings[]
        StripeSettings.Builder settings = StripeSettings.builder()
                .livemode(false) // true for real money; the key must be of the same mode
                .apiKey(apiKey) // rk_test_..., from your secret store
                .webhookSecret(webhookSecret)
                .publicUrl("https://app.example.com"); // Stripe's pages lead back only below it
        // end::settings[]
        stripe = StripeService.create(settings.apiBase(fake.apiBase()).build());
        billing = BillingService.builder()
                .store(InMemoryBillingStore.create())
                .catalog(Catalog.builder().build())
                .gateway(stripe)
                .clock(fake.clock())
                .build();
    }

    @AfterEach
    void close() {
        billing.close();
        fake.close();
    }

    @Test
    @DisplayName("a tenant's customer is made once, and opens the portal and a checkout page")
    void customersAndPages() {
        // tag::customer[]
        billing.customers().setBillingEmail("acme", "billing@acme.example");
        String customerId = billing.customers().ensureStripeCustomer("acme");
        // end::customer[]
        assertThat(billing.customers().customerOf("acme")).contains(customerId);

        // tag::portal[]
        HostedPage portal = stripe.createPortalSession(
                PortalRequest.of(customerId, "/billing").flow(new PortalFlow.UpdatePaymentMethod()));
        // end::portal[]
        assertThat(portal.id()).isNotBlank();

        // tag::checkout[]
        HostedPage page = stripe.createCheckout(new CheckoutRequest(
                new RequestKey("checkout", "order-4711", 1), // of a row that you have committed
                "acme",
                customerId,
                new CheckoutRequest.CreditBundle("order-4711", "500 credits", Money.of(10_00, "usd"), 1, true),
                "/billing/thanks",
                "/billing",
                null));
        // end::checkout[]
        assertThat(page.id()).startsWith("cs_");
    }

    @Test
    @DisplayName("a purchase with the stored card ends in one of six outcomes")
    void purchase() throws StripeException {
        String customerId = billing.customers().ensureStripeCustomer("acme");
        giveCard(customerId);
        InstantSource clock = fake.clock();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);

        // tag::purchase[]
        PaymentMethod card = stripe.defaultPaymentMethod(customerId).orElseThrow();
        PurchaseAttempt attempt = new PurchaseAttempt(
                "acme", "order-4712", 1, customerId, card.id(), Money.of(10_00, "usd"), "500 credits", now);
        // here the attempt is stored and committed, marked as sent
        PurchaseOutcome outcome = stripe.purchaseCredits(attempt);
        if (outcome instanceof PurchaseOutcome.Unknown) {
            outcome = stripe.resolve(attempt, clock.instant()); // and again later, until it is known
        }
        // end::purchase[]
        assertThat(outcome).isInstanceOf(PurchaseOutcome.Succeeded.class);
    }

    private void giveCard(String customerId) throws StripeException {
        var v1 = StripeClient.builder()
                .setApiKey(fake.key())
                .setApiBase(fake.apiBase())
                .build()
                .v1();
        String card = v1.paymentMethods()
                .attach(
                        "pm_card_visa",
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customerId)
                                .build())
                .getId();
        v1.customers()
                .update(
                        customerId,
                        CustomerUpdateParams.builder()
                                .setInvoiceSettings(CustomerUpdateParams.InvoiceSettings.builder()
                                        .setDefaultPaymentMethod(card)
                                        .build())
                                .build());
    }

    @Test
    @DisplayName("the doctor names what is wrong and the fix")
    void doctor() {
        // tag::doctor[]
        Diagnosis diagnosis = billing.doctor();
        String report = diagnosis.report();
        boolean fit = diagnosis.healthy(); // no errors; warnings are allowed
        // end::doctor[]
        assertThat(report).contains("fix: ");
        assertThat(fit).isFalse();
    }
}
