// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.notification.Notification;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** {@code billing_notifications}: what tenants are told, once each. */
final class NotificationTable {
    private static final String NEWEST = """
            SELECT notification_key, kind, status, threshold, crossed, detail, created_at FROM {billing_notifications}
            WHERE tenant_id = :tenant_id
            ORDER BY created_at DESC, threshold DESC, notification_key DESC LIMIT :limit""";
    private static final List<String> VALUES =
            List.of("kind", "status", "threshold", "crossed", "detail", "created_at");

    private final String newest;
    private final String insert;

    NotificationTable(SqlText sql) {
        newest = sql.of(NEWEST);
        insert = sql.dialect().upserts().insertOrKeep(layout(sql));
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row("billing_notifications", List.of("tenant_id", "notification_key"), VALUES);
    }

    PreparedBatch inserts(Handle handle) {
        return handle.prepareBatch(insert);
    }

    /** Adds a notification, unless the tenant was told before. */
    void add(PreparedBatch batch, String tenantId, Notification notification) {
        batch.bind("tenant_id", tenantId)
                .bind("notification_key", notification.key())
                .bind("kind", notification.kind().name())
                .bind("status", notification.status().name())
                .bind("threshold", notification.threshold())
                .bind(
                        "crossed",
                        notification.crossed().stream().map(String::valueOf).collect(Collectors.joining(",")))
                .bind("detail", notification.detail())
                .bind("created_at", notification.at().toEpochMilli())
                .add();
    }

    List<Notification> newest(Handle handle, String tenantId, int limit) {
        return handle.createQuery(newest)
                .bind("tenant_id", tenantId)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
    }

    private static Notification read(ResultSet row) throws SQLException {
        String crossed = row.getString("crossed");
        return new Notification(
                row.getString("notification_key"),
                Notification.Kind.valueOf(row.getString("kind")),
                Notification.Status.valueOf(row.getString("status")),
                row.getInt("threshold"),
                crossed.isEmpty()
                        ? List.of()
                        : Arrays.stream(crossed.split(",", -1))
                                .map(Integer::valueOf)
                                .toList(),
                row.getString("detail"),
                EpochMillis.read(row, "created_at"));
    }
}
