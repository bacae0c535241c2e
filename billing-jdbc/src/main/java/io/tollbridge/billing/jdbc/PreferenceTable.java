// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMute;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** {@code billing_preferences}: what tenants do not want to be told. */
final class PreferenceTable {
    private static final String FIND =
            "SELECT kind, channel FROM {billing_preferences} WHERE tenant_id = :tenant_id ORDER BY kind, channel";
    private static final String DELETE = """
            DELETE FROM {billing_preferences}
            WHERE tenant_id = :tenant_id AND kind = :kind AND channel = :channel""";

    private final String find;
    private final String insert;
    private final String delete;

    PreferenceTable(SqlText sql) {
        find = sql.of(FIND);
        insert = sql.dialect().upserts().insertOrKeep(layout(sql));
        delete = sql.of(DELETE);
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row("billing_preferences", List.of("tenant_id", "kind", "channel"), List.of());
    }

    /** Few tenants of one transaction are told something that can be muted, so they are asked for one by one. */
    Map<String, Set<NotificationMute>> of(Handle handle, Collection<String> tenantIds) {
        Map<String, Set<NotificationMute>> found = new HashMap<>();
        for (String tenantId : tenantIds) {
            Set<NotificationMute> mutes = of(handle, tenantId);
            if (!mutes.isEmpty()) {
                found.put(tenantId, mutes);
            }
        }
        return found;
    }

    Set<NotificationMute> of(Handle handle, String tenantId) {
        return new HashSet<>(handle.createQuery(find)
                .bind("tenant_id", tenantId)
                .map((row, context) ->
                        NotificationMute.of(Notification.Kind.valueOf(row.getString("kind")), row.getString("channel")))
                .list());
    }

    void save(Handle handle, String tenantId, NotificationMute mute, boolean muted) {
        handle.createUpdate(muted ? insert : delete)
                .bind("tenant_id", tenantId)
                .bind("kind", mute.kind().name())
                .bind("channel", mute.channel())
                .execute();
    }
}
