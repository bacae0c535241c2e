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
 * What the host sells: STARTER 1000 with a trial of 100, PRO 5000, and bundles: PACK500 for 10.00, PACK1000 for 30.00,
 * YEN500 for 1500 yen.
 *
 * @param starter the monthly price of STARTER at Stripe
 * @param starterYear its yearly price
 * @param pro the monthly price of PRO
 * @param proYear its yearly price
 */
record Sold(String starter, String starterYear, String pro, String proYear) {
    /** How often one request is sent before its outcome is unknown. */
    static final int SENDINGS = 3;

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
                // why: a test asks more often than a live account may
                .apiLimits(ApiLimits.DEFAULT
                        .rates(5_000, 50)
                        .repeats(SENDINGS, Duration.ofMillis(1), Duration.ofSeconds(30)))
                .publicUrl("https://app.example.com");
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
                        .bundle(Bundle.of("pack500", 500).price(1_000, "usd"))
                        .bundle(Bundle.of("pack1000", 1_000).price(3_000, "usd"))
                        .bundle(Bundle.of("yen500", 500).price(1_500, "jpy"))
                        .build())
                .policy(policy)
                .clock(clock)
                // why so long: a whole year can be replayed
                .webhooks(WebhookSettings.DEFAULT.payloadRetention(Duration.ofDays(400)))
                .build();
    }
}
