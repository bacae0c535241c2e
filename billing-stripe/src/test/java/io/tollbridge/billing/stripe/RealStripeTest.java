// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.PaymentMethodAttachParams;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.doctor.Finding;
import io.tollbridge.billing.payment.GatewayRefund;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.PurchaseOutcome;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RefundRequest;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The same calls against Stripe itself, with a key of test mode in {@code STRIPE_SECRET_KEY}; skipped without. */
@EnabledIfEnvironmentVariable(
        named = "STRIPE_SECRET_KEY",
        matches = "(sk|rk)_test_.+",
        disabledReason = "needs a key of Stripe's test mode in STRIPE_SECRET_KEY")
class RealStripeTest {
    private final String key = String.valueOf(System.getenv("STRIPE_SECRET_KEY"));
    private final StripeService stripe = StripeService.create(StripeSettings.builder()
            .webhookSecret("whsec_not_used_here")
            .livemode(false)
            .apiKey(key)
            .publicUrl("http://localhost:8080")
            .apiLimits(ApiLimits.DEFAULT.rates(20, 8))
            .build());
    private final BillingService billing = BillingService.builder()
            .store(InMemoryBillingStore.create())
            .catalog(Catalog.builder().build())
            .gateway(stripe)
            .build();

    @Test
    void makesACustomerChargesOnceAndRefunds() throws StripeException {
        String tenant = "tollbridge-test-" + UUID.randomUUID();
        String customer = billing.customers().ensureStripeCustomer(tenant);
        assertThat(billing.customers().ensureStripeCustomer(tenant)).isEqualTo(customer);
        String card = StripeClient.builder()
                .setApiKey(key)
                .build()
                .v1()
                .paymentMethods()
                .attach(
                        "pm_card_visa",
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer)
                                .build())
                .getId();
        String purchase = UUID.randomUUID().toString();
        PurchaseAttempt attempt = new PurchaseAttempt(
                tenant,
                purchase,
                1,
                customer,
                card,
                Money.of(10_00, "usd"),
                "500 credits",
                InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS));

        PurchaseOutcome outcome = stripe.purchaseCredits(attempt);
        assertThat(outcome).isInstanceOf(PurchaseOutcome.Succeeded.class);
        assertThat(stripe.resolve(attempt, InstantSource.system().instant())).isEqualTo(outcome);
        String payment = ((PurchaseOutcome.Succeeded) outcome).paymentId();
        assertThat(stripe.retrieve(RecordKind.PAYMENT, payment)).isPresent();
        GatewayRefund refund = stripe.refund(
                new RefundRequest(new RequestKey("refund", purchase, 1), tenant, purchase, payment, null));
        assertThat(refund.amount()).isEqualTo(Money.of(10_00, "usd"));
        assertThat(billing.doctor().findings())
                .filteredOn(finding -> finding.check() == Finding.Check.KEY)
                .extracting(Finding::severity)
                .containsExactly(Finding.Severity.OK);
    }
}
