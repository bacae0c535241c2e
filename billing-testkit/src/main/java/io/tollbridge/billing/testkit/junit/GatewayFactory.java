// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.junit;

import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;

/** Makes the gateway under test talk to a fake Stripe; with {@code billing-stripe}, a {@code StripeService}. */
@FunctionalInterface
public interface GatewayFactory {
    /**
     * Makes a gateway, in test mode.
     *
     * @param stripe what it is to talk to: {@link FakeStripe#apiBase()} and {@link FakeStripe#key()}
     * @param webhookSecret what the fake signs its webhooks with
     */
    PaymentGateway connect(FakeStripe stripe, String webhookSecret);
}
