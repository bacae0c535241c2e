// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.PaymentMethodAttachParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.SubscriptionCreateParams;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingServiceBuilder;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftQuery;
import io.tollbridge.billing.reconcile.DriftReport;
import io.tollbridge.billing.reconcile.Healing;
import io.tollbridge.billing.reconcile.Reconciliation;
import io.tollbridge.billing.reconcile.RepairDecision;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.webhook.WebhookSettings;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/webhooks.md: what no webhook brought")
class HealingTest {
    private static String price(StripeClient client) throws StripeException {
        return client.v1()
                .prices()
                .create(PriceCreateParams.builder()
                        .setCurrency("usd")
                        .setUnitAmount(20_00L)
                        .setProductData(PriceCreateParams.ProductData.builder()
                                .setName("Starter")
                                .build())
                        .setRecurring(PriceCreateParams.Recurring.builder()
                                .setInterval(PriceCreateParams.Recurring.Interval.MONTH)
                                .build())
                        .build())
                .getId();
    }

    private static void subscribe(StripeClient client, String customer, String price) throws StripeException {
        String card = client.v1()
                .paymentMethods()
                .attach(
                        "pm_card_visa",
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer)
                                .build())
                .getId();
        client.v1()
                .customers()
                .update(
                        customer,
                        CustomerUpdateParams.builder()
                                .setInvoiceSettings(CustomerUpdateParams.InvoiceSettings.builder()
                                        .setDefaultPaymentMethod(card)
                                        .build())
                                .build());
        client.v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer(customer)
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(price)
                                .build())
                        .build());
    }

    @Test
    @DisplayName("what was missed is fetched, told and repaired")
    void repairs() throws StripeException {
        try (FakeStripe fake = FakeStripe.start()) {
            StripeClient client = StripeClient.builder()
                    .setApiKey(fake.key())
                    .setApiBase(fake.apiBase())
                    .build();
            String price = price(client);
            BillingServiceBuilder builder = BillingService.builder()
                    .store(InMemoryBillingStore.create())
                    .catalog(Catalog.builder()
                            .plan(Plan.monthly("starter", 200).stripePrice(price))
                            .build())
                    .gateway(StripeService.create(StripeSettings.builder()
                            .apiKey(fake.key())
                            .apiBase(fake.apiBase())
                            .webhookSecret("whsec_of_this_test")
                            .livemode(false)
                            .build()))
                    .clock(fake.clock());
            // tag::healing[]
            builder.webhooks(WebhookSettings.DEFAULT.healing(Healing.REPORT)); // compare, and only log what differs
            // end::healing[]
            try (BillingService billing = builder.build()) {
                String customer = billing.customers().ensureStripeCustomer("acme");
                subscribe(client, customer, price);
                fake.clock().advance(Duration.ofDays(20));
                Instant lastSunday = fake.clock().instant().minus(Duration.ofDays(3));

                // tag::repair[]
                Reconciliation reconciliation = billing.reconciliation();
                int missing = reconciliation.backfill(lastSunday); // how many events were missing and are stored now

                DriftReport report = reconciliation.report(DriftQuery.ALL); // changes nothing
                RepairDecision amy = RepairDecision.by("amy", "the endpoint was down");
                for (DriftFinding finding : report.findings()) {
                    System.out.println(finding.kind() + " " + finding.subject() + " " + finding.repair());
                    if (finding.repairable()) {
                        reconciliation.repair(finding, amy); // or amy.asDryRun()
                    }
                }
                // end::repair[]

                assertThat(missing).isZero();
                assertThat(report.findings()).hasSize(2);
                assertThat(billing.getCreditBalance("acme").subscription()).isEqualTo(200);
                assertThat(reconciliation.report(DriftQuery.ALL).findings()).isEmpty();
            }
        }
    }
}
