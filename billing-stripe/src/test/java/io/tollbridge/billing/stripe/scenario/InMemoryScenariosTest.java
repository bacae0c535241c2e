// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe.scenario;

import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.scenario.AnnualScenarios;
import io.tollbridge.billing.testkit.scenario.RenewalScenarios;
import io.tollbridge.billing.testkit.scenario.StatusScenarios;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import org.junit.jupiter.api.Nested;

/** Group B in memory, in the current and in an old rendering of Stripe's events. */
class InMemoryScenariosTest {
    static PaymentGateway gateway(String secret) {
        return StripeService.create(
                StripeSettings.builder().webhookSecret(secret).livemode(false).build());
    }

    @Nested
    class Renewals extends RenewalScenarios {
        @Override
        protected BillingStore newStore() {
            return InMemoryBillingStore.create();
        }

        @Override
        protected PaymentGateway newGateway(String webhookSecret) {
            return gateway(webhookSecret);
        }
    }

    @Nested
    class RenewalsInAnOldRendering extends Renewals {
        @Override
        protected ApiRendering rendering() {
            return ApiRendering.PRE_BASIL_2020_08_27;
        }
    }

    @Nested
    class Annual extends AnnualScenarios {
        @Override
        protected BillingStore newStore() {
            return InMemoryBillingStore.create();
        }

        @Override
        protected PaymentGateway newGateway(String webhookSecret) {
            return gateway(webhookSecret);
        }
    }

    @Nested
    class Statuses extends StatusScenarios {
        @Override
        protected BillingStore newStore() {
            return InMemoryBillingStore.create();
        }

        @Override
        protected PaymentGateway newGateway(String webhookSecret) {
            return gateway(webhookSecret);
        }
    }

    @Nested
    class StatusesInAnOldRendering extends Statuses {
        @Override
        protected ApiRendering rendering() {
            return ApiRendering.PRE_BASIL_2020_08_27;
        }
    }
}
