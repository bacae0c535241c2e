// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.contract;

import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.InboxClaimStoreContract;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Claims in the form for databases that cannot skip locked rows. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class WithoutSkipLockedTest extends InboxClaimStoreContract {
    private final TestDatabase database;

    WithoutSkipLockedTest(TestDatabase database) {
        this.database = database;
    }

    @Override
    protected BillingStore newStore() {
        return JdbcBillingStore.builder(database.migratedPlace())
                .schemaMode(SchemaMode.NONE)
                .skipLocked(false)
                .build();
    }
}
