// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.contract;

import io.tollbridge.billing.jdbc.database.ConnectedPlace;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.scenario.HostTransactionScenarios;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"H2", "POSTGRESQL", "MARIADB", "MYSQL"})
class HostScenariosTest extends HostTransactionScenarios {
    private final ConnectedPlace place;

    HostScenariosTest(TestDatabase database) {
        place = new ConnectedPlace(database);
    }

    @Override
    protected BillingStore newStore() {
        return place.newStore();
    }

    @Override
    protected Connection newConnection() throws SQLException {
        return place.newConnection();
    }
}
