// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.contract;

import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.scenario.AllScenarios;
import java.util.List;

class OldestPostgreSqlScenariosTest extends AllScenarios {
    @Override
    protected List<BillingStore> newNodes(int count) {
        return TestDatabase.OLDEST_POSTGRESQL.newNodes(count);
    }

    @Override
    protected PaymentGateway newGateway(String webhookSecret) {
        return StripeService.create(StripeSettings.builder()
                .webhookSecret(webhookSecret)
                .livemode(false)
                .build());
    }
}
