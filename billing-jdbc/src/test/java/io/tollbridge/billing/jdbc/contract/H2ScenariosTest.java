// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.contract;

import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.scenario.AllScenarios;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "group commit {0}")
@EnumSource(names = {"ALWAYS", "NEVER"})
class H2ScenariosTest extends AllScenarios {
    private final GroupCommit.Use use;

    H2ScenariosTest(GroupCommit.Use use) {
        this.use = use;
    }

    @Override
    protected GroupCommit.Use groupCommit() {
        return use;
    }

    @Override
    protected List<BillingStore> newNodes(int count) {
        return TestDatabase.H2.newNodes(count);
    }

    @Override
    protected PaymentGateway newGateway(String webhookSecret) {
        return StripeService.create(StripeSettings.builder()
                .webhookSecret(webhookSecret)
                .livemode(false)
                .build());
    }
}
