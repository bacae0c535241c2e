// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.contract;

import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.BillingStoreContract;

class OldestPostgreSqlStoreContractTest extends BillingStoreContract {
    @Override
    protected BillingStore newStore() {
        return TestDatabase.OLDEST_POSTGRESQL.newStore();
    }
}
