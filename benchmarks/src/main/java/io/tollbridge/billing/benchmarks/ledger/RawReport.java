// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import io.tollbridge.billing.usage.UsageLine;
import io.tollbridge.billing.usage.UsagePeriod;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** The usage report as one would ask the ledger for it. */
final class RawReport {
    private static final long MILLIS_OF_DAY = TimeUnit.DAYS.toMillis(1);
    private static final String REPORT = "SELECT created_at / " + MILLIS_OF_DAY + " AS used_on, feature, count(*),"
            + " -sum(amount) FROM credit_transactions"
            + " WHERE tenant_id = ? AND type = 'DEDUCT' AND created_at >= ? AND created_at < ?"
            + " GROUP BY used_on, feature ORDER BY used_on, feature";

    private static final String INDEX = "CREATE INDEX ON credit_transactions (tenant_id, created_at)";

    private final DataSource dataSource;

    RawReport(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Makes the index without which the ledger would be read as a whole. The library has no use for it. */
    void createIndex() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement index = connection.prepareStatement(INDEX)) {
            index.executeUpdate();
        } catch (SQLException error) {
            throw new IllegalStateException("the ledger got no index on tenant and time", error);
        }
    }

    List<UsageLine> lines(String tenantId, UsagePeriod period) {
        List<UsageLine> lines = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement report = connection.prepareStatement(REPORT)) {
            report.setString(1, tenantId);
            report.setLong(2, millis(period.from()));
            report.setLong(3, millis(period.to()));
            try (ResultSet row = report.executeQuery()) {
                while (row.next()) {
                    LocalDate day = LocalDate.ofEpochDay(row.getLong(1));
                    lines.add(new UsageLine(day, row.getString(2), row.getLong(3), row.getLong(4), 0, 0));
                }
            }
        } catch (SQLException error) {
            throw new IllegalStateException("the ledger could not be asked", error);
        }
        return lines;
    }

    private static long millis(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
