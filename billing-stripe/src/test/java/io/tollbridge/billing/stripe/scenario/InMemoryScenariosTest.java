// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe.scenario;

import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.scenario.AllScenarios;
import java.util.Collections;
import java.util.List;

class InMemoryScenariosTest extends AllScenarios {
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
