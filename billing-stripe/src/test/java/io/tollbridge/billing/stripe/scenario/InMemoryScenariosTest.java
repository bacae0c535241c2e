// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe.scenario;

import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.scenario.AllScenarios;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "group commit {0}")
@EnumSource(names = {"ALWAYS", "NEVER"})
class InMemoryScenariosTest extends AllScenarios {
    private final GroupCommit.Use use;

    InMemoryScenariosTest(GroupCommit.Use use) {
        this.use = use;
    }

    @Override
    protected GroupCommit.Use groupCommit() {
        return use;
    }

    @Override
    protected List<BillingStore> newNodes(int count) {
        return Collections.nCopies(count, InMemoryBillingStore.create());
    }

    @Override
    protected PaymentGateway newGateway(String webhookSecret) {
        return StripeService.create(StripeSettings.builder()
                .webhookSecret(webhookSecret)
                .livemode(false)
                .build());
    }
}
