// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe.scenario;

import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.FakeAccount;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.scenario.PlanChangeOrderScenarios;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.util.Collections;
import java.util.List;

class InMemoryPlanChangeOrderTest extends PlanChangeOrderScenarios {
    @Override
    protected List<BillingStore> newNodes(int count) {
        return Collections.nCopies(count, InMemoryBillingStore.create());
    }

    @Override
    protected PaymentGateway newGateway(FakeStripe fake, String webhookSecret) {
        return FakeAccount.gateway(fake, webhookSecret);
    }
}
