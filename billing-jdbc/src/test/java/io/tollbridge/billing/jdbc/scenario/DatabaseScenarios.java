// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.scenario;

import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.scenario.AllScenarios;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Every scenario on one database. */
abstract class DatabaseScenarios extends AllScenarios {
    private final TestDatabase database;

    DatabaseScenarios(TestDatabase database) {
        this.database = database;
    }

    @Override
    protected List<BillingStore> newNodes(int count) {
        DataSource dataSource = database.freshDataSource();
        return Stream.generate(() -> (BillingStore) JdbcBillingStore.create(dataSource))
                .limit(count)
                .toList();
    }

    @Override
    protected PaymentGateway newGateway(String webhookSecret) {
        return StripeService.create(StripeSettings.builder()
                .webhookSecret(webhookSecret)
                .livemode(false)
                .build());
    }
}
