// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * What a good engineer makes for credits: two pools in a row for each tenant, a ledger row for each charge, and the
 * ledger's primary key as the idempotency key. No index more than it needs, room on the pages for rows that change.
 */
abstract class HandWritten implements Contender {
    static final String UNIQUE_VIOLATION = "23505";

    private static final String SCHEMA = """
            CREATE TABLE credit_balance (
                tenant_id varchar(64) PRIMARY KEY,
                sub_remaining bigint NOT NULL CHECK (sub_remaining >= 0),
                bundle_remaining bigint NOT NULL CHECK (bundle_remaining >= 0),
                updated_at timestamptz NOT NULL DEFAULT now()
            ) WITH (fillfactor = 50);
            CREATE TABLE credit_transactions (
                tenant_id varchar(64) NOT NULL,
                idempotency_key varchar(64) NOT NULL,
                amount bigint NOT NULL,
                sub_after bigint NOT NULL,
                bundle_after bigint NOT NULL,
                feature varchar(32) NOT NULL,
                created_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (tenant_id, idempotency_key)
            )""";
    private static final String SUMS = """
            SELECT b.tenant_id, b.sub_remaining + b.bundle_remaining, coalesce(sum(t.amount), 0), count(t.tenant_id)
            FROM credit_balance b LEFT JOIN credit_transactions t USING (tenant_id)
            GROUP BY b.tenant_id""";

    private final String name;
    private final Tenants tenants;
    final HikariDataSource pool;

    HandWritten(String name, HikariDataSource pool, Tenants tenants) {
        this.name = name;
        this.pool = pool;
        this.tenants = tenants;
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(SCHEMA);
            fill(connection);
            statement.execute("VACUUM ANALYZE credit_balance");
        } catch (SQLException error) {
            throw new IllegalStateException("the tables of " + name + " could not be made", error);
        }
    }

    private void fill(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO credit_balance (tenant_id, sub_remaining, bundle_remaining) VALUES (?, ?, ?)")) {
            for (int i = 0; i < tenants.all(); i++) {
                insert.setString(1, tenants.id(i));
                insert.setLong(2, tenants.subscription(i));
                insert.setLong(3, Tenants.BUNDLE);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public final String name() {
        return name;
    }

    /** What the kept key was answered, for a caller who repeats. */
    static long kept(Connection connection, Use use) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT sub_after + bundle_after"
                + " FROM credit_transactions WHERE tenant_id = ? AND idempotency_key = ?")) {
            select.setString(1, use.tenantId());
            select.setString(2, use.key());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("too few credits of " + use.tenantId());
                }
                return row.getLong(1);
            }
        }
    }

    @Override
    public final void verify(Tally answered) {
        Map<String, Stored> stored = stored();
        for (int i = 0; i < tenants.all(); i++) {
            long told = answered.of(i);
            Stored expected = new Stored(tenants.credits(i) - told, told, told);
            Stored found = stored.get(tenants.id(i));
            if (!expected.equals(found)) {
                throw new IllegalStateException(
                        name + ": " + tenants.id(i) + " is to have " + expected + " and has " + found);
            }
        }
    }

    private record Stored(long balance, long charged, long charges) {}

    private Map<String, Stored> stored() {
        Map<String, Stored> stored = new HashMap<>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SUMS)) {
            while (row.next()) {
                stored.put(row.getString(1), new Stored(row.getLong(2), row.getLong(3), row.getLong(4)));
            }
        } catch (SQLException error) {
            throw new IllegalStateException("the ledger of " + name + " could not be read", error);
        }
        return stored;
    }

    @Override
    public final void close() {
        pool.close();
    }
}
