// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.contract;

import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.ConnectionFaultContract;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ConnectionFaultsTest extends ConnectionFaultContract {
    private final TestDatabase database;

    ConnectionFaultsTest(TestDatabase database) {
        this.database = database;
    }

    @Override
    protected DataSource newDataSource() {
        return database.migratedPlace();
    }

    @Override
    protected BillingStore newStore(DataSource dataSource) {
        return JdbcBillingStore.builder(dataSource).schemaMode(SchemaMode.NONE).build();
    }
}
