// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Peer (a): lock the balance, decide, update it, write the ledger row, commit. */
final class LockingTransaction extends HandWritten {
    private static final String LOCK =
            "SELECT sub_remaining, bundle_remaining FROM credit_balance WHERE tenant_id = ? FOR UPDATE";
    private static final String UPDATE = "UPDATE credit_balance SET sub_remaining = ?, bundle_remaining = ?,"
            + " updated_at = now() WHERE tenant_id = ?";
    private static final String INSERT = "INSERT INTO credit_transactions"
            + " (tenant_id, idempotency_key, amount, sub_after, bundle_after, feature) VALUES (?, ?, 1, ?, ?, ?)";

    LockingTransaction(String name, HikariDataSource pool, Tenants tenants) {
        super(name, pool, tenants);
    }

    @Override
    public void charge(Use use) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                charge(connection, use);
                connection.commit();
            } catch (SQLException failure) {
                connection.rollback();
                if (!UNIQUE_VIOLATION.equals(failure.getSQLState())) {
                    throw failure;
                }
                long replayed = kept(connection, use);
                throw new IllegalStateException("key used twice, answered with " + replayed, failure);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("charging " + use.tenantId() + " failed", failure);
        }
    }

    private static void charge(Connection connection, Use use) throws SQLException {
        long subscription;
        long bundle;
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setString(1, use.tenantId());
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                subscription = row.getLong(1);
                bundle = row.getLong(2);
            }
        }
        if (subscription + bundle < 1) {
            throw new IllegalStateException("too few credits of " + use.tenantId());
        }
        long subscriptionAfter = Math.max(subscription - 1, 0);
        long bundleAfter = bundle - (subscription - subscriptionAfter == 1 ? 0 : 1);
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            update.setLong(1, subscriptionAfter);
            update.setLong(2, bundleAfter);
            update.setString(3, use.tenantId());
            update.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, use.tenantId());
            insert.setString(2, use.key());
            insert.setLong(3, subscriptionAfter);
            insert.setLong(4, bundleAfter);
            insert.setString(5, use.feature());
            insert.executeUpdate();
        }
    }
}
