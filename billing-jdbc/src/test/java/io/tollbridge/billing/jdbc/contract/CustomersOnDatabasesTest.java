// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.contract;

import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.testkit.scenario.CustomerScenarios;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
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
            return FakeGateways.gateway(fake, "whsec_1");
        }
    }
}
