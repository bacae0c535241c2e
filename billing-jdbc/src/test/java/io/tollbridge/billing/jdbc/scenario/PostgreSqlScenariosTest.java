// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.scenario;

import io.tollbridge.billing.jdbc.database.TestDatabase;

class PostgreSqlScenariosTest extends DatabaseScenarios {
    PostgreSqlScenariosTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
