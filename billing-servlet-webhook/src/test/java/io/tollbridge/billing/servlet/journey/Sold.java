// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.stripe.ApiLimits;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.webhook.WebhookSettings;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What the host sells: STARTER 1000 with a trial of 100, PRO 5000, and PACK500 for 10.00.
 *
 * @param starter the monthly price of STARTER at Stripe
 * @param starterYear its yearly price
 * @param pro the monthly price of PRO
 * @param proYear its yearly price
 */
record Sold(String starter, String starterYear, String pro, String proYear) {
    /** Makes the prices. */
    static Sold at(StripeAccount account) {
        return new Sold(
                account.price("Starter", 20_00, "month"),
                account.price("Starter, yearly", 200_00, "year"),
                account.price("Pro", 80_00, "month"),
                account.price("Pro, yearly", 800_00, "year"));
    }

    /** With an API key, so that events are only hints. */
    StripeSettings.Builder withKey(StripeSettings.Builder settings, FakeStripe stripe) {
        return settings.apiKey(stripe.key())
                .apiBase(stripe.apiBase())
                .publicUrl("http://localhost:8080")
                // why: a test asks more often than a live account may
                .apiLimits(ApiLimits.DEFAULT.rates(5_000, 50));
    }

    BillingService service(
            BillingStore store, StripeSettings.Builder settings, CreditPolicy policy, InstantSource clock) {
        return BillingService.builder()
                .store(store)
                .gateway(StripeService.create(settings.build()))
                .catalog(Catalog.builder()
                        .plan(Plan.monthly("starter", 1_000)
                                .stripePrice(starter)
                                .stripePrice(starterYear)
                                .trialCredits(100))
                        .plan(Plan.monthly("pro", 5_000).stripePrice(pro).stripePrice(proYear))
                        .bundle(Bundle.of("pack500", 500).price(10_00, "usd"))
                        .build())
                .policy(policy)
                .clock(clock)
                // why so long: a whole year can be replayed
                .webhooks(WebhookSettings.DEFAULT.payloadRetention(Duration.ofDays(400)))
                .build();
    }
}
