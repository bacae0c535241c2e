// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Peer (b): the same in one statement, which commits by itself: one round trip. */
final class GuardedStatement extends HandWritten {
    private static final String CHARGE = """
            WITH charged AS (
                UPDATE credit_balance
                SET sub_remaining = greatest(sub_remaining - 1, 0),
                    bundle_remaining = bundle_remaining - greatest(1 - sub_remaining, 0), updated_at = now()
                WHERE tenant_id = ? AND sub_remaining + bundle_remaining >= 1
                RETURNING tenant_id, sub_remaining, bundle_remaining)
            INSERT INTO credit_transactions (tenant_id, idempotency_key, amount, sub_after, bundle_after, feature)
            SELECT tenant_id, ?, 1, sub_remaining, bundle_remaining, ? FROM charged
            RETURNING sub_after + bundle_after""";

    GuardedStatement(String name, HikariDataSource pool, Tenants tenants) {
        super(name, pool, tenants);
    }

    @Override
    public void charge(Use use) {
        try (Connection connection = pool.getConnection();
                PreparedStatement charge = connection.prepareStatement(CHARGE)) {
            charge.setString(1, use.tenantId());
            charge.setString(2, use.key());
            charge.setString(3, use.feature());
            try (ResultSet row = charge.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("too few credits of " + use.tenantId());
                }
            } catch (SQLException failure) {
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
}
