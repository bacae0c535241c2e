// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.spi.DueTenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Tenants for whom time alone has brought something due, of {@code billing_credits} and {@code billing_holds}. */
final class DueTenants {
    private static final String TENANTS = """
            (SELECT tenant_id FROM {billing_credits}
            WHERE next_due_at <= :now AND tenant_id > :after ORDER BY tenant_id LIMIT :limit)
            UNION
            (SELECT DISTINCT tenant_id FROM {billing_holds} h
            WHERE state = 'OPEN' AND expires_at <= :now AND tenant_id > :after
                AND EXISTS (SELECT 1 FROM {billing_credits} c WHERE c.tenant_id = h.tenant_id AND c.standing = 'OPEN')
            ORDER BY tenant_id LIMIT :limit)
            ORDER BY tenant_id LIMIT :limit""";
    private static final String HOLDS = """
            SELECT tenant_id, hold_id FROM {billing_holds}
            WHERE [keys] AND state = 'OPEN' AND expires_at <= :now ORDER BY tenant_id, expires_at LIMIT :limit""";
    /** What is left out comes next time. */
    private static final int HOLDS_AT_ONCE = 1_000;

    private final String tenants;
    private final KeyedRead<KeyedRead.Pair> holds;

    DueTenants(SqlText sql) {
        tenants = sql.of(TENANTS);
        holds = new KeyedRead<>(
                sql.dialect().manyKeys(),
                sql.of(HOLDS),
                (row, context) -> new KeyedRead.Pair(row.getString("tenant_id"), row.getString("hold_id")));
    }

    /** Due tenants after the given one, in the database's order of their ids. */
    List<DueTenant> find(Handle handle, Instant now, String afterTenantId, int limit) {
        List<String> due = handle.createQuery(tenants)
                .bind("now", now.toEpochMilli())
                .bind("after", afterTenantId)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
        Map<String, List<String>> expired = new HashMap<>();
        holds.read(
                        handle,
                        "tenant_id",
                        due,
                        query -> query.bind("now", now.toEpochMilli()).bind("limit", HOLDS_AT_ONCE))
                .forEach(hold -> expired.computeIfAbsent(hold.first(), tenant -> new ArrayList<>())
                        .add(hold.second()));
        return due.stream()
                .map(tenant -> new DueTenant(tenant, expired.getOrDefault(tenant, List.of())))
                .toList();
    }
}
