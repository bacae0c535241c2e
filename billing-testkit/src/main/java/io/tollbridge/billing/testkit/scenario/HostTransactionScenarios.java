// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Purchase.State;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Purchases that begin with a deduction in the host's own transaction, for stores that can join one. */
public abstract class HostTransactionScenarios extends PurchaseScenario {
    /** For subclasses. */
    protected HostTransactionScenarios() {}

    /**
     * A new connection to the database of the store that {@link #newStore} has just made.
     *
     * @throws SQLException when there is none
     */
    protected abstract Connection newConnection() throws SQLException;

    @Test
    @DisplayName("E19: a host that rolls its transaction back has bought nothing; one that commits, once")
    final void aRollbackBuysNothing() throws SQLException {
        givenAuto(300);
        try (Connection host = newConnection()) {
            host.setAutoCommit(false);
            billing().inTransaction(host).deductCredits(TENANT, 150);
            work();
            assertThat(payments.sent()).as("nothing is committed yet").isZero();
            host.rollback();
            work();
            assertThat(purchases()).isEmpty();
            assertThat(payments.sent()).isZero();
            assertCredits(300, 0, 0);

            billing().inTransaction(host).deductCredits(TENANT, 150);
            host.commit();
            work();
            assertStates(State.GRANTED);
            assertCredits(150, 500, 0);
        }
        assertThat(payments.taken()).isEqualTo(1000);
    }
}
