// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Peer (b) with the rows and indexes that ours writes too: the position in the ledger with its unique index, and the usage
 * of the day by feature. It says what those cost by themselves; it still has no hashes, thresholds, lots or checks of a
 * remembered account.
 */
final class SameRows extends HandWritten {
    private static final String MORE_SCHEMA = """
            ALTER TABLE credit_balance ADD COLUMN ledger_seq bigint NOT NULL DEFAULT 0;
            ALTER TABLE credit_transactions ADD COLUMN seq bigint NOT NULL;
            ALTER TABLE credit_transactions ADD CONSTRAINT credit_transactions_seq UNIQUE (tenant_id, seq);
            CREATE TABLE billing_usage (
                tenant_id varchar(64) NOT NULL,
                usage_day date NOT NULL,
                feature varchar(32) NOT NULL,
                uses bigint NOT NULL,
                credits bigint NOT NULL,
                PRIMARY KEY (tenant_id, usage_day, feature)
            ) WITH (fillfactor = 50)""";
    private static final String CHARGE = """
            WITH charged AS (
                UPDATE credit_balance
                SET sub_remaining = greatest(sub_remaining - 1, 0),
                    bundle_remaining = bundle_remaining - greatest(1 - sub_remaining, 0), updated_at = now(),
                    ledger_seq = ledger_seq + 1
                WHERE tenant_id = ? AND sub_remaining + bundle_remaining >= 1
                RETURNING tenant_id, sub_remaining, bundle_remaining, ledger_seq),
            used AS (
                INSERT INTO billing_usage AS t (tenant_id, usage_day, feature, uses, credits)
                SELECT tenant_id, current_date, ?, 1, 1 FROM charged
                ON CONFLICT (tenant_id, usage_day, feature) DO UPDATE SET uses = t.uses + EXCLUDED.uses,
                    credits = t.credits + EXCLUDED.credits)
            INSERT INTO credit_transactions (tenant_id, seq, idempotency_key, amount, sub_after, bundle_after, feature)
            SELECT tenant_id, ledger_seq, ?, 1, sub_remaining, bundle_remaining, ? FROM charged
            RETURNING sub_after + bundle_after""";

    SameRows(String name, HikariDataSource pool, Tenants tenants) {
        super(name, pool, tenants);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(MORE_SCHEMA);
        } catch (SQLException error) {
            throw new IllegalStateException("the tables of " + name + " could not be made", error);
        }
    }

    @Override
    public void charge(Use use) {
        try (Connection connection = pool.getConnection();
                PreparedStatement charge = connection.prepareStatement(CHARGE)) {
            charge.setString(1, use.tenantId());
            charge.setString(2, use.feature());
            charge.setString(3, use.key());
            charge.setString(4, use.feature());
            try (ResultSet row = charge.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("too few credits of " + use.tenantId());
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("charging " + use.tenantId() + " failed", failure);
        }
    }
}
