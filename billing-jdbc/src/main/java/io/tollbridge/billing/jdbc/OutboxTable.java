// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.spi.DueNotification;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * What of {@code billing_notifications} is to be delivered. {@code deliver_at} says when; a claim moves it to the end of
 * the claim, with a condition that nobody else has done so, and names its owner.
 */
final class OutboxTable {
    private static final String DUE = """
            SELECT tenant_id, notification_key FROM {billing_notifications}
            WHERE deliver_at <= :now ORDER BY deliver_at LIMIT :limit""";
    private static final String OF_ONE = " WHERE tenant_id = :tenant_id AND notification_key = :notification_key";
    private static final String CLAIM = """
            UPDATE {billing_notifications} SET deliver_at = :until, delivery_owner = :owner,
                delivery_attempts = delivery_attempts + 1""" + OF_ONE + " AND deliver_at <= :now";
    private static final String CLAIMED = NotificationTable.SELECT + """
            WHERE deliver_at = :until AND delivery_owner = :owner ORDER BY created_at, tenant_id, notification_key""";
    private static final String DELIVERED_SO_FAR =
            "SELECT delivered FROM {billing_notifications}" + OF_ONE + " AND delivery_owner = :owner";
    private static final String DELIVERED =
            "UPDATE {billing_notifications} SET delivered = :delivered" + OF_ONE + " AND delivery_owner = :owner";
    private static final String FINISH = """
            UPDATE {billing_notifications} SET deliver_at = :again, delivery_note = :note, delivery_owner = NULL""" + OF_ONE + " AND delivery_owner = :owner";

    private final String due;
    private final String claim;
    private final String claimed;
    private final String deliveredSoFar;
    private final String delivered;
    private final String finish;

    OutboxTable(SqlText sql, boolean skipLocked) {
        due = sql.of(DUE) + (skipLocked ? " FOR UPDATE SKIP LOCKED" : "");
        claim = sql.of(CLAIM);
        claimed = sql.of(CLAIMED);
        deliveredSoFar = sql.of(DELIVERED_SO_FAR);
        delivered = sql.of(DELIVERED);
        finish = sql.of(FINISH);
    }

    List<DueNotification> claim(Handle handle, String owner, Instant now, Instant until, int limit) {
        PreparedBatch claims = handle.prepareBatch(claim);
        handle.createQuery(due)
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map((row, context) -> new Key(row.getString("tenant_id"), row.getString("notification_key")))
                .list()
                .forEach(key -> key.bind(claims)
                        .bind("until", until.toEpochMilli())
                        .bind("owner", owner)
                        .bind("now", now.toEpochMilli())
                        .add());
        if (claims.size() == 0) {
            claims.close();
            return List.of();
        }
        Writes.execute(claims);
        return handle.createQuery(claimed)
                .bind("until", until.toEpochMilli())
                .bind("owner", owner)
                .map((row, context) -> read(row))
                .list();
    }

    boolean delivered(Handle handle, DueNotification one, String owner, String channel) {
        Key key = Key.of(one);
        List<String> found = key.bind(handle.createQuery(deliveredSoFar))
                .bind("owner", owner)
                .mapTo(String.class)
                .list();
        if (found.isEmpty()) {
            return false;
        }
        Set<String> channels = new TreeSet<>(channels(found.get(0)));
        channels.add(channel);
        key.bind(handle.createUpdate(delivered))
                .bind("owner", owner)
                .bind("delivered", String.join(",", channels))
                .execute();
        return true;
    }

    boolean finish(Handle handle, DueNotification one, String owner, @Nullable Instant again, @Nullable String note) {
        return Key.of(one)
                        .bind(handle.createUpdate(finish))
                        .bind("owner", owner)
                        .bind("again", EpochMillis.of(again))
                        .bind("note", note)
                        .execute()
                == 1;
    }

    private static DueNotification read(ResultSet row) throws SQLException {
        return new DueNotification(
                row.getString("tenant_id"),
                NotificationTable.read(row),
                Set.copyOf(channels(row.getString("delivered"))),
                row.getInt("delivery_attempts"));
    }

    private static List<String> channels(String names) {
        return names.isEmpty()
                ? new ArrayList<>()
                : Arrays.stream(names.split(",", -1)).distinct().collect(Collectors.toList());
    }

    private record Key(String tenantId, String notificationKey) {
        static Key of(DueNotification one) {
            return new Key(one.tenantId(), one.notification().key());
        }

        <S extends SqlStatement<S>> S bind(S statement) {
            return statement.bind("tenant_id", tenantId).bind("notification_key", notificationKey);
        }
    }
}
