// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.scenario;

import io.tollbridge.billing.jdbc.database.TestDatabase;

class H2ScenariosTest extends DatabaseScenarios {
    H2ScenariosTest() {
        super(TestDatabase.H2);
    }
}
