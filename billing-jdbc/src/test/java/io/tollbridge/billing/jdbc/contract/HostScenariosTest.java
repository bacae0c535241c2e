// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.contract;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.scenario.HostTransactionScenarios;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"H2", "POSTGRESQL", "MARIADB", "MYSQL"})
class HostScenariosTest extends HostTransactionScenarios {
    private final TestDatabase database;
    private @Nullable DataSource place;

    HostScenariosTest(TestDatabase database) {
        this.database = database;
    }

    @Override
    protected BillingStore newStore() {
        DataSource empty = database.migratedPlace();
        place = empty;
        return JdbcBillingStore.builder(empty).schemaMode(SchemaMode.NONE).build();
    }

    @Override
    protected Connection newConnection() throws SQLException {
        return requireNonNull(place, "made with the store").getConnection();
    }
}
