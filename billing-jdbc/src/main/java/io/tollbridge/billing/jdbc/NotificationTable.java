// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.notification.Notification;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** {@code billing_notifications}: what tenants are told, once each. */
final class NotificationTable {
    /** Selects whole rows. */
    static final String SELECT = """
            SELECT tenant_id, notification_key, kind, status, threshold, crossed, detail, created_at, delivered,
                delivery_attempts
            FROM {billing_notifications}
            """;

    private static final String NEWEST = SELECT + """
            WHERE tenant_id = :tenant_id
            ORDER BY created_at DESC, threshold DESC, notification_key DESC LIMIT :limit""";
    private static final List<String> KEY = List.of("tenant_id", "notification_key");
    private static final List<String> NEW = List.of(
            "kind",
            "status",
            "threshold",
            "crossed",
            "detail",
            "created_at",
            "deliver_at",
            "delivered",
            "delivery_attempts");
    private static final List<String> LATER = List.of("delivery_owner", "delivery_note");

    private final String newest;
    private final String insert;

    NotificationTable(SqlText sql) {
        newest = sql.of(NEWEST);
        insert = sql.dialect().upserts().insertOrKeep(sql.row("billing_notifications", KEY, NEW));
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row(
                "billing_notifications",
                KEY,
                Stream.concat(NEW.stream(), LATER.stream()).toList());
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
                .bind("deliver_at", EpochMillis.of(deliverAt(notification)))
                .bind("delivered", "")
                .bind("delivery_attempts", 0)
                .add();
    }

    /** When it is first due for delivery, null when it is not to be delivered. */
    static @Nullable Instant deliverAt(Notification notification) {
        return notification.status() == Notification.Status.PENDING ? notification.at() : null;
    }

    List<Notification> newest(Handle handle, String tenantId, int limit) {
        return handle.createQuery(newest)
                .bind("tenant_id", tenantId)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
    }

    static Notification read(ResultSet row) throws SQLException {
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
