// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.spi.AccountRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** {@code billing_holds}: credits set aside. */
final class HoldTable {
    private static final String SELECT = """
            SELECT tenant_id, hold_id, operation_id, feature, credits, legs, state, settled, settled_sub,
                settled_debt, unmet, end_operation, expires_at
            FROM {billing_holds}
            """;
    private static final String FIND = SELECT + "WHERE [keys] {latest}";
    private static final String OPEN = SELECT
            + "WHERE tenant_id = :tenant_id AND hold_id > :after AND state = 'OPEN' ORDER BY hold_id LIMIT :limit";
    private static final KeyedRead.Pair KEY = new KeyedRead.Pair("tenant_id", "hold_id");
    private static final List<String> VALUES = List.of(
            "operation_id",
            "feature",
            "credits",
            "legs",
            "state",
            "settled",
            "settled_sub",
            "settled_debt",
            "unmet",
            "end_operation",
            "expires_at");

    private final KeyedRead<Row> find;
    private final String open;
    private final String save;

    HoldTable(SqlText sql) {
        find = new KeyedRead<>(
                sql.dialect().manyKeys(),
                sql.of(FIND),
                (row, context) -> new Row(row.getString("tenant_id"), read(row)));
        open = sql.of(OPEN);
        save = sql.dialect().upserts().insertOrReplace(layout(sql));
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row("billing_holds", List.of("tenant_id", "hold_id"), VALUES);
    }

    private record Row(String tenantId, Hold hold) {}

    /** The holds that the requests name, by tenant, as they were committed last. */
    Map<String, List<Hold>> requested(Handle handle, Collection<AccountRequest> requests) {
        List<KeyedRead.Pair> keys = requests.stream()
                .flatMap(
                        request -> request.holdIds().stream().map(hold -> new KeyedRead.Pair(request.tenantId(), hold)))
                .toList();
        Map<String, List<Hold>> byTenant = new HashMap<>();
        find.read(handle, KEY, keys)
                .forEach(row -> byTenant.computeIfAbsent(row.tenantId(), tenant -> new ArrayList<>())
                        .add(row.hold()));
        return byTenant;
    }

    /** Open holds of a tenant with an id above the given one, as this transaction sees them. */
    List<Hold> open(Handle handle, String tenantId, String afterHoldId, int limit) {
        return handle.createQuery(open)
                .bind("tenant_id", tenantId)
                .bind("after", afterHoldId)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
    }

    PreparedBatch saves(Handle handle) {
        return handle.prepareBatch(save);
    }

    void save(PreparedBatch batch, String tenantId, Hold hold) {
        batch.bind("tenant_id", tenantId)
                .bind("hold_id", hold.id())
                .bind("operation_id", hold.operationId())
                .bind("feature", hold.feature())
                .bind("credits", hold.credits())
                .bind("legs", HoldLegs.write(hold.legs()))
                .bind("state", hold.state().name())
                .bind("settled", hold.settled())
                .bind("settled_sub", hold.settledFromSubscription())
                .bind("settled_debt", hold.settledAsDebt())
                .bind("unmet", hold.unmet())
                .bind("end_operation", hold.endOperationId())
                .bind("expires_at", hold.expiresAt().toEpochMilli())
                .add();
    }

    private static Hold read(ResultSet row) throws SQLException {
        return new Hold(
                row.getString("hold_id"),
                row.getLong("operation_id"),
                row.getString("feature"),
                row.getLong("credits"),
                HoldLegs.read(row.getString("legs")),
                Hold.State.valueOf(row.getString("state")),
                row.getLong("settled"),
                row.getLong("settled_sub"),
                row.getLong("settled_debt"),
                row.getLong("unmet"),
                row.getLong("end_operation"),
                EpochMillis.read(row, "expires_at"));
    }
}
