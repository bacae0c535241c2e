// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.PaymentMethodAttachParams;
import io.tollbridge.billing.AutoPurchaseHalt;
import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.AutoPurchaseStatus;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.GrantReceipt;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.PurchasePolicy;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.PaymentReceipt;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/auto-purchase.md")
class AutoPurchaseTest {
    private final FakeStripe fake = FakeStripe.start();
    private BillingService billing;

    @BeforeEach
    void connect() throws StripeException {
        StripeService stripe = StripeService.create(StripeSettings.builder()
                .livemode(false)
                .apiKey(fake.key())
                .webhookSecret("whsec_of_this_test")
                .publicUrl("https://app.example.com")
                .apiBase(fake.apiBase())
                .build());
        // tag::catalog[]
        Catalog catalog = Catalog.builder()
                .bundle(Bundle.of("pack500", 500).price(10_00, "usd"))
                .build();
        // end::catalog[]
        // tag::policy[]
        CreditPolicy policy = CreditPolicy.DEFAULT.purchases(
                PurchasePolicy.DEFAULT.limits(10, 100).mostBundles(20));
        // end::policy[]
        billing = BillingService.builder()
                .store(InMemoryBillingStore.create())
                .catalog(catalog)
                .policy(policy)
                .gateway(stripe)
                .clock(fake.clock())
                .build();
        giveCard(billing.customers().ensureStripeCustomer("acme"));
        billing.addCredits("acme", 300, CreditType.BUNDLE);
    }

    @AfterEach
    void close() {
        billing.close();
        fake.close();
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
    @DisplayName("a page, and a charge of the stored card")
    void purchases() {
        // tag::checkout[]
        CheckoutResult result = billing.purchases()
                .checkout(PurchaseOrder.of("acme", "pack500").quantity(2).returnTo("/billing/thanks", "/billing"));
        boolean opened = result instanceof CheckoutResult.Opened; // send the browser to opened.page().url()
        // end::checkout[]
        assertThat(opened).isTrue();

        // tag::buy[]
        Purchase bought = billing.purchases()
                .buy(PurchaseOrder.of("acme", "pack500")
                        .idempotencyKey("click-4711")
                        .by("user-17", "button"));
        boolean creditsAreThere = bought.state() == Purchase.State.GRANTED;
        List<Purchase> newest = billing.purchases().history("acme", null, 20);
        // end::buy[]
        assertThat(creditsAreThere).isTrue();
        assertThat(newest).extracting(Purchase::state).contains(Purchase.State.GRANTED, Purchase.State.CANCELED);

        // tag::receipt[]
        PaymentReceipt receipt = billing.purchases().receipt("acme", bought.id());
        URI page = receipt.page(); // Stripe's receipt, with what was refunded since
        URI pdf = receipt.invoicePdf(); // null, unless the page was ordered with withInvoice()
        // end::receipt[]
        assertThat(page).isNotNull();
        assertThat(pdf).isNull();
    }

    @Test
    @DisplayName("a charge that the customer has confirmed already")
    void confirmation() {
        Purchase purchase = billing.purchases().buy(PurchaseOrder.of("acme", "pack500"));
        // tag::confirm[]
        Optional<HostedPage> page = billing.purchases().confirmationPage("acme", purchase.id(), "/billing");
        URI next = page.map(HostedPage::url).orElse(URI.create("/billing")); // empty: confirmed already, or over
        // end::confirm[]
        assertThat(next).hasToString("/billing");
    }

    @Test
    @DisplayName("a gift")
    void gift() {
        Instant inThirtyDays = fake.clock().instant().plus(Duration.ofDays(30));
        // tag::gift[]
        GrantReceipt gift = billing.purchases()
                .gift(CreditGrant.bundle("acme", 100)
                        .expiresAt(inThirtyDays)
                        .idempotencyKey("sorry-4711")
                        .by("support-2", "outage of 1 March"));
        // end::gift[]
        assertThat(gift.credits()).isEqualTo(100);
    }

    @Test
    @DisplayName("bundles that are bought by themselves")
    void autoPurchase() {
        // tag::enable[]
        billing.autoPurchase()
                .enable(
                        "acme",
                        AutoPurchaseSettings.of("pack500").threshold(200).atMost(3, 50_00),
                        "Buy 500 credits for 10.00 USD when fewer than 200 are left, at most 3 times a month.",
                        "user-17");
        // end::enable[]
        // tag::use[]
        billing.deductCredits("acme", 150); // leaves 150, fewer than 200: a purchase is written with the deduction
        billing.runDueWork(); // what billing.start() does in the background
        long spendable = billing.getCreditBalance("acme").spendable(); // 650
        // end::use[]
        assertThat(spendable).isEqualTo(650);

        // tag::status[]
        AutoPurchaseStatus status = billing.autoPurchase().status("acme");
        boolean waits = status.suspended() || status.nextAttemptAt() != null;
        // end::status[]
        assertThat(waits).isFalse();

        // tag::admin[]
        billing.autoPurchase().stop("acme", "ops-3", "asked by phone");
        billing.autoPurchase().resume("acme", "ops-3", "asked again");
        billing.autoPurchase().haltAll("ops-3", "looking into it"); // on all nodes, until resumeAll
        billing.autoPurchase().resumeAll("ops-3", "all clear");
        AutoPurchaseHalt halt = billing.autoPurchase().halt(); // how it stands; who used it last, when and why
        // end::admin[]
        assertThat(halt.halted()).isFalse();
        assertThat(billing.autoPurchase().status("acme").stoppedByAdmin()).isFalse();
    }

    @Test
    @DisplayName("a refused deduction that waits for the purchase")
    void waiting() {
        billing.autoPurchase().enable("acme", AutoPurchaseSettings.of("pack500"), "I agree.", "user-17");
        billing.start();
        // tag::wait[]
        DeductionResult result =
                billing.autoPurchase().deductWaiting(Deduction.of("acme").cost(600), Duration.ofSeconds(5));
        // end::wait[]
        assertThat(result).isInstanceOfAny(DeductionResult.Deducted.class, DeductionResult.Insufficient.class);
    }
}
