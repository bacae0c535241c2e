// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.binding;

import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.BillingStoreContract;
import io.tollbridge.billing.testkit.InMemoryBillingStore;

class InMemoryBillingStoreContractTest extends BillingStoreContract {
    @Override
    protected BillingStore newStore() {
        return InMemoryBillingStore.create();
    }
}
