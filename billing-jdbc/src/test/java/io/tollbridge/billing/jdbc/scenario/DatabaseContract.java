// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.scenario;

import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.BillingStoreContract;

/** The contract of every store on one database. */
abstract class DatabaseContract extends BillingStoreContract {
    private final TestDatabase database;

    DatabaseContract(TestDatabase database) {
        this.database = database;
    }

    @Override
    protected BillingStore newStore() {
        return database.newStore();
    }
}
