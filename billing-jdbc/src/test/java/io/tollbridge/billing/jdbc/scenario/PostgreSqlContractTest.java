// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.scenario;

import io.tollbridge.billing.jdbc.database.TestDatabase;

class PostgreSqlContractTest extends DatabaseContract {
    PostgreSqlContractTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
