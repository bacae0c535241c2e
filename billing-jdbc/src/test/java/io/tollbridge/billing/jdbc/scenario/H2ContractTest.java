// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.scenario;

import io.tollbridge.billing.jdbc.database.TestDatabase;

class H2ContractTest extends DatabaseContract {
    H2ContractTest() {
        super(TestDatabase.H2);
    }
}
