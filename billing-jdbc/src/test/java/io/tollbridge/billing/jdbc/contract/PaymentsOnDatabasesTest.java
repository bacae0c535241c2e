// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.contract;

import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.ApiLimits;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.scenario.DisputeScenarios;
import io.tollbridge.billing.testkit.scenario.PaymentDriftScenarios;
import io.tollbridge.billing.testkit.scenario.PaymentEventScenarios;
import io.tollbridge.billing.testkit.scenario.PeriodRefundScenarios;
import io.tollbridge.billing.testkit.scenario.ReceiptScenarios;
import io.tollbridge.billing.testkit.scenario.RefundScenarios;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource(names = {"H2", "POSTGRESQL", "MARIADB", "MYSQL"})
class PaymentsOnDatabasesTest {
    private final TestDatabase database;

    PaymentsOnDatabasesTest(TestDatabase database) {
        this.database = database;
    }

    private BillingStore fresh() {
        return database.newNodes(1).get(0);
    }

    private static PaymentGateway gateway(FakeStripe fake, String webhookSecret) {
        return StripeService.create(StripeSettings.builder()
                .webhookSecret(webhookSecret)
                .livemode(false)
                .apiKey(fake.key())
                .apiBase(fake.apiBase())
                .publicUrl("http://localhost:8080")
                .apiLimits(ApiLimits.DEFAULT
                        .repeats(3, Duration.ofMillis(1), Duration.ofMinutes(2))
                        .rates(5_000, 50))
                .build());
    }

    @Nested
    class Refunds extends RefundScenarios {
        @Override
        protected BillingStore newStore() {
            return fresh();
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
            return gateway(fake, webhookSecret);
        }
    }

    @Nested
    class PeriodRefunds extends PeriodRefundScenarios {
        @Override
        protected BillingStore newStore() {
            return fresh();
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
            return gateway(fake, webhookSecret);
        }
    }

    @Nested
    class Disputes extends DisputeScenarios {
        @Override
        protected BillingStore newStore() {
            return fresh();
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
            return gateway(fake, webhookSecret);
        }
    }

    @Nested
    class Events extends PaymentEventScenarios {
        @Override
        protected BillingStore newStore() {
            return fresh();
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
            return gateway(fake, webhookSecret);
        }
    }

    @Nested
    class Drift extends PaymentDriftScenarios {
        @Override
        protected BillingStore newStore() {
            return fresh();
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
            return gateway(fake, webhookSecret);
        }
    }

    @Nested
    class Receipts extends ReceiptScenarios {
        @Override
        protected BillingStore newStore() {
            return fresh();
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
            return gateway(fake, webhookSecret);
        }
    }
}
