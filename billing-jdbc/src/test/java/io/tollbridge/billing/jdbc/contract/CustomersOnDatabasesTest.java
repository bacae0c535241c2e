// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.contract;

import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.ApiLimits;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.scenario.CustomerScenarios;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;

class CustomersOnDatabasesTest {
    @Nested
    class OnH2 extends OnDatabase {
        OnH2() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class OnPostgreSql extends OnDatabase {
        OnPostgreSql() {
            super(TestDatabase.POSTGRESQL);
        }
    }

    @Nested
    class OnMariaDb extends OnDatabase {
        OnMariaDb() {
            super(TestDatabase.MARIADB);
        }
    }

    @Nested
    class OnMySql extends OnDatabase {
        OnMySql() {
            super(TestDatabase.MYSQL);
        }
    }

    abstract static class OnDatabase extends CustomerScenarios {
        private final TestDatabase database;

        OnDatabase(TestDatabase database) {
            this.database = database;
        }

        @Override
        protected List<BillingStore> newNodes(int count) {
            return database.newNodes(count);
        }

        @Override
        protected PaymentGateway newGateway(FakeStripe fake) {
            return StripeService.create(StripeSettings.builder()
                    .webhookSecret("whsec_1")
                    .livemode(false)
                    .apiKey(fake.key())
                    .apiBase(fake.apiBase())
                    .apiLimits(ApiLimits.DEFAULT
                            .repeats(3, Duration.ofMillis(1), Duration.ofSeconds(30))
                            .rates(5_000, 50))
                    .build());
        }
    }
}
