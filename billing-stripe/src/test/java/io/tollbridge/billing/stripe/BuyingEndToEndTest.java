// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.PaymentMethodAttachParams;
import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Automatic purchases through the real gateway, against the fake Stripe. */
class BuyingEndToEndTest {
    private final FakeStripe fake = FakeStripe.start();
    private final StripeService stripe = StripeService.create(StripeSettings.builder()
            .livemode(false)
            .apiKey(fake.key())
            .webhookSecret("whsec_of_this_test")
            .publicUrl("https://app.example.com")
            .apiBase(fake.apiBase())
            .build());
    private final BillingService billing = BillingService.builder()
            .store(InMemoryBillingStore.create())
            .catalog(Catalog.builder()
                    .bundle(Bundle.of("pack500", 500).price(1000, "usd"))
                    .build())
            .gateway(stripe)
            .clock(fake.clock())
            .build();

    @AfterEach
    void close() {
        billing.close();
        fake.close();
    }

    private void given(String card) throws StripeException {
        String customer = billing.customers().ensureStripeCustomer("acme");
        var v1 = StripeClient.builder()
                .setApiKey(fake.key())
                .setApiBase(fake.apiBase())
                .build()
                .v1();
        String method = v1.paymentMethods()
                .attach(
                        card,
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer)
                                .build())
                .getId();
        v1.customers()
                .update(
                        customer,
                        CustomerUpdateParams.builder()
                                .setInvoiceSettings(CustomerUpdateParams.InvoiceSettings.builder()
                                        .setDefaultPaymentMethod(method)
                                        .build())
                                .build());
        billing.addCredits("acme", 300, CreditType.BUNDLE);
        billing.autoPurchase().enable("acme", AutoPurchaseSettings.of("pack500"), "I agree.", "user-1");
    }

    private List<Purchase> purchases() {
        return billing.purchases().history("acme", null, 10);
    }

    private int payments() {
        return stripe.list(RecordQuery.of(RecordKind.PAYMENT)).records().size();
    }

    @Test
    @DisplayName("E1: credits that run low are bought for")
    void buys() throws StripeException {
        given("pm_card_visa");
        billing.deductCredits("acme", 150);
        billing.runDueWork();
        assertThat(billing.getCreditBalance("acme").spendable()).isEqualTo(650);
        assertThat(payments()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "E13: what the customer does not confirm within 24 hours is canceled at Stripe, and counts as a failure")
    void cancelsWhatIsNotConfirmed() throws StripeException {
        given("pm_card_authenticationRequired");
        billing.deductCredits("acme", 150);
        billing.runDueWork();
        assertThat(purchases()).extracting(Purchase::state).containsExactly(Purchase.State.ACTION_REQUIRED);
        fake.clock().advance(Duration.ofHours(24));
        billing.runDueWork();
        assertThat(purchases()).extracting(Purchase::state).containsExactly(Purchase.State.FAILED);
        assertThat(stripe.list(RecordQuery.of(RecordKind.PAYMENT))
                        .records()
                        .get(0)
                        .payload())
                .contains("\"canceled\"");
        assertThat(billing.autoPurchase().status("acme").failures()).isEqualTo(1);
    }

    @Test
    @DisplayName("E17: money was taken and nobody heard of it: the same key finds it, once")
    void findsAChargeThatNobodyHeardOf() throws StripeException {
        given("pm_card_visa");
        fake.chaos()
                .next(
                        "POST /v1/payment_intents",
                        Fault.DROP_AFTER,
                        Fault.DROP_AFTER,
                        Fault.DROP_AFTER,
                        Fault.DROP_AFTER);
        billing.deductCredits("acme", 150);
        billing.runDueWork();
        for (int i = 0; i < 3; i++) {
            fake.clock().advance(Duration.ofMinutes(10));
            billing.runDueWork();
        }
        assertThat(purchases()).extracting(Purchase::state).containsExactly(Purchase.State.GRANTED);
        assertThat(billing.getCreditBalance("acme").spendable()).isEqualTo(650);
        assertThat(payments()).isEqualTo(1);
    }
}
