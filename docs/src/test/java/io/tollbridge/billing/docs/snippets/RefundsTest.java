// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.RefundCreateParams;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.PurchaseEvidence;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.junit.BillingExtension;
import io.tollbridge.billing.testkit.junit.BillingTestbed;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("docs/refunds-and-disputes.md")
class RefundsTest {
    @RegisterExtension
    final BillingExtension extension = BillingExtension.builder()
            .catalog(Catalog.builder()
                    .bundle(Bundle.of("pack1000", 1_000).price(30_00, "usd"))
                    .build())
            .gateway((stripe, webhookSecret) -> StripeService.create(StripeSettings.builder()
                    .livemode(false)
                    .apiKey(stripe.key())
                    .apiBase(stripe.apiBase())
                    .webhookSecret(webhookSecret)
                    .publicUrl("http://localhost:8080")
                    .build()))
            .build();

    private static Purchase bought(BillingService billing, FakeStripe stripe, BillingTestbed testbed) {
        stripe.control().changeCard(billing.customers().ensureStripeCustomer("acme"), "pm_card_visa");
        Purchase purchase = billing.purchases().buy(PurchaseOrder.of("acme", "pack1000"));
        testbed.settle();
        return purchase;
    }

    private static StripeClient client(FakeStripe stripe) {
        return StripeClient.builder()
                .setApiKey(stripe.key())
                .setApiBase(stripe.apiBase())
                .build();
    }

    @Test
    void refundedCreditsAreTakenBack(BillingService billing, FakeStripe stripe, BillingTestbed testbed)
            throws StripeException {
        Purchase purchase = bought(billing, stripe, testbed);
        billing.deductCredits("acme", 800);
        client(stripe)
                .v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(purchase.payment().paymentId())
                        .build());
        testbed.settle();

        // tag::refund[]
        CreditBalance balance = billing.getCreditBalance("acme");
        long bundle = balance.bundle(); // 0: the 200 that were left were taken back
        long debt = balance.debt(); // 800: what was used; the next bundle repays it first
        // end::refund[]
        assertThat(bundle).isZero();
        assertThat(debt).isEqualTo(800);
    }

    @Test
    void aDisputeFreezesAndHasEvidence(BillingService billing, FakeStripe stripe, BillingTestbed testbed)
            throws StripeException {
        Purchase purchase = bought(billing, stripe, testbed);
        billing.deductCredits("acme", 300);
        String charge = client(stripe)
                .v1()
                .paymentIntents()
                .retrieve(purchase.payment().paymentId())
                .getLatestCharge();
        stripe.control().openDispute(charge);
        testbed.settle();

        // tag::dispute[]
        long frozen = billing.getCreditBalance("acme").frozen(); // 700: what was left of the purchase
        PurchaseEvidence evidence = billing.purchases().evidence("acme", purchase.id());
        String document = evidence.markdown(); // for the bank
        String data = evidence.json(); // the same, for programs
        // end::dispute[]
        assertThat(frozen).isEqualTo(700);
        assertThat(document).contains("| used of its credits | 300 |");
        assertThat(data).startsWith("{\"purchase\":[").doesNotContainPattern("\\b4242\\b");
    }

    @Test
    void usedCreditsMayBeForgiven() {
        // tag::forgive[]
        CreditPolicy policy = CreditPolicy.DEFAULT.clawbackShortfall(CreditPolicy.ClawbackShortfall.FORGIVE);
        // end::forgive[]
        assertThat(policy.clawbackShortfall()).isEqualTo(CreditPolicy.ClawbackShortfall.FORGIVE);
    }
}
