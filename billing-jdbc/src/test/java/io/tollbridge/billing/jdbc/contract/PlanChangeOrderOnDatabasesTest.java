// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.contract;

import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.testkit.scenario.PlanChangeOrderScenarios;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "on {0}")
@EnumSource(names = {"H2", "POSTGRESQL", "MARIADB", "MYSQL"})
class PlanChangeOrderOnDatabasesTest extends PlanChangeOrderScenarios {
    private final TestDatabase database;

    PlanChangeOrderOnDatabasesTest(TestDatabase database) {
        this.database = database;
    }

    @Override
    protected List<BillingStore> newNodes(int count) {
        return database.newNodes(count);
    }

    @Override
    protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
        return FakeGateways.gateway(fake, webhookSecret);
    }
}
