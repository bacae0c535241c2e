// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.ledger.LedgerVerification;
import io.tollbridge.billing.ledger.VerificationSummary;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Checks our ledger after a run: its own verification, and that it holds exactly what was answered. */
final class LedgerCheck {
    private static final String LEDGER = """
            SELECT tenant_id, -sum(amount), count(DISTINCT operation_id)
            FROM credit_transactions WHERE type = 'DEDUCT' GROUP BY tenant_id""";
    private static final String ROLLUP =
            "SELECT tenant_id, sum(credits), sum(uses) FROM billing_usage GROUP BY tenant_id";

    private final BillingService billing;
    private final DataSource dataSource;

    LedgerCheck(BillingService billing, DataSource dataSource) {
        this.billing = billing;
        this.dataSource = dataSource;
    }

    void verify(Tenants tenants, Tally answered) {
        List<LedgerVerification> unsound = new ArrayList<>();
        VerificationSummary summary = billing.ledger().verifyAll(unsound::add);
        if (!summary.sound() || summary.tenants() != tenants.all()) {
            throw new IllegalStateException(summary.unsound() + " of " + summary.tenants() + " ledgers do not hold: "
                    + unsound.stream().limit(3).toList());
        }
        verify("ledger", LEDGER, tenants, answered);
        verify("usage rollup", ROLLUP, tenants, answered);
    }

    private void verify(String what, String sql, Tenants tenants, Tally answered) {
        Map<String, Sum> sums = sums(sql);
        for (int i = 0; i < tenants.all(); i++) {
            long told = answered.of(i);
            Sum sum = sums.getOrDefault(tenants.id(i), new Sum(0, 0));
            if (sum.credits() != told || sum.charges() != told) {
                throw new IllegalStateException(told + " charges of " + tenants.id(i) + " were answered, the " + what
                        + " has " + sum.charges() + " of " + sum.credits() + " credits");
            }
        }
    }

    private record Sum(long credits, long charges) {}

    private Map<String, Sum> sums(String sql) {
        Map<String, Sum> sums = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                sums.put(row.getString(1), new Sum(row.getLong(2), row.getLong(3)));
            }
        } catch (SQLException error) {
            throw new IllegalStateException("failed: " + sql, error);
        }
        return sums;
    }
}
