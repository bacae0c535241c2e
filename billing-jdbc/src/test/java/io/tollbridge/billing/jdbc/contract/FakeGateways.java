// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.contract;

import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.ApiLimits;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.time.Duration;

/** Gateways that speak to the fake Stripe, for suites on databases. */
final class FakeGateways {
    private FakeGateways() {}

    static PaymentGateway gateway(FakeStripe fake, String webhookSecret) {
        return StripeService.create(StripeSettings.builder()
                .webhookSecret(webhookSecret)
                .livemode(false)
                .apiKey(fake.key())
                .apiBase(fake.apiBase())
                .apiLimits(ApiLimits.DEFAULT
                        .repeats(3, Duration.ofMillis(1), Duration.ofSeconds(30))
                        .rates(5_000, 50))
                .build());
    }
}
