// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.usage.UsageLine;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.PreparedBatch;

/** {@code billing_usage}: use of each feature, added up by day. */
final class UsageTable {
    private static final String FIND = """
            SELECT usage_day, feature, uses, credits, refused, waived FROM {billing_usage}
            WHERE tenant_id = :tenant_id AND usage_day >= :from_day AND usage_day < :to_day
            ORDER BY usage_day, feature""";

    private final String find;
    private final String add;

    UsageTable(SqlText sql) {
        find = sql.of(FIND);
        add = sql.dialect().upserts().insertOrAdd(layout(sql));
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row(
                "billing_usage",
                List.of("tenant_id", "usage_day", "feature"),
                List.of("uses", "credits", "refused", "waived"));
    }

    PreparedBatch additions(Handle handle) {
        return handle.prepareBatch(add);
    }

    void add(PreparedBatch batch, String tenantId, UsageDelta delta) {
        batch.bind("tenant_id", tenantId)
                .bind("usage_day", day(delta.day()))
                .bind("feature", delta.feature())
                .bind("uses", delta.uses())
                .bind("credits", delta.credits())
                .bind("refused", delta.refused())
                .bind("waived", delta.waived())
                .add();
    }

    List<UsageLine> find(Handle handle, String tenantId, LocalDate from, LocalDate to) {
        return handle.createQuery(find)
                .bind("tenant_id", tenantId)
                .bind("from_day", day(from))
                .bind("to_day", day(to))
                .map((row, context) -> new UsageLine(
                        row.getObject("usage_day", LocalDate.class),
                        row.getString("feature"),
                        row.getLong("uses"),
                        row.getLong("credits"),
                        row.getLong("refused"),
                        row.getLong("waived")))
                .list();
    }

    /** A day as a day: java.sql.Date would go through the zone of the machine. */
    private static Argument day(LocalDate day) {
        return (position, statement, context) -> statement.setObject(position, day);
    }
}
