// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe.scenario;

import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.FakeAccount;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.scenario.DisputeScenarios;
import io.tollbridge.billing.testkit.scenario.PaymentDriftScenarios;
import io.tollbridge.billing.testkit.scenario.PaymentEventScenarios;
import io.tollbridge.billing.testkit.scenario.PeriodRefundScenarios;
import io.tollbridge.billing.testkit.scenario.ReceiptScenarios;
import io.tollbridge.billing.testkit.scenario.RefundScenarios;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import org.junit.jupiter.api.Nested;

class InMemoryPaymentsTest {
    @Nested
    class Refunds extends RefundScenarios {
        @Override
        protected BillingStore newStore() {
            return InMemoryBillingStore.create();
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
            return FakeAccount.gateway(fake, webhookSecret);
        }
    }

    @Nested
    class PeriodRefunds extends PeriodRefundScenarios {
        @Override
        protected BillingStore newStore() {
            return InMemoryBillingStore.create();
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
            return FakeAccount.gateway(fake, webhookSecret);
        }
    }

    @Nested
    class Disputes extends DisputeScenarios {
        @Override
        protected BillingStore newStore() {
            return InMemoryBillingStore.create();
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
            return FakeAccount.gateway(fake, webhookSecret);
        }
    }

    @Nested
    class Events extends PaymentEventScenarios {
        @Override
        protected BillingStore newStore() {
            return InMemoryBillingStore.create();
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
            return FakeAccount.gateway(fake, webhookSecret);
        }
    }

    @Nested
    class Drift extends PaymentDriftScenarios {
        @Override
        protected BillingStore newStore() {
            return InMemoryBillingStore.create();
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
            return FakeAccount.gateway(fake, webhookSecret);
        }
    }

    @Nested
    class Receipts extends ReceiptScenarios {
        @Override
        protected BillingStore newStore() {
            return InMemoryBillingStore.create();
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
            return FakeAccount.gateway(fake, webhookSecret);
        }
    }
}
