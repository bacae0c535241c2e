// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Clawback;
import io.tollbridge.billing.account.Grant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/** {@code credit_grants}: bundle lots, and the record of slices. */
final class GrantTable {
    private static final List<String> KEY = List.of("tenant_id", "grant_id");
    private static final List<String> VALUES = List.of(
            "kind",
            "state",
            "fact",
            "source",
            "credits",
            "remaining",
            "held",
            "frozen",
            "clawed",
            "clawed_elsewhere",
            "forgiven",
            "expired",
            "disputed",
            "live",
            "promo",
            "starts_at",
            "expires_at");
    private static final String SELECT = """
            SELECT tenant_id, grant_id, kind, state, fact, source, credits, remaining, held, frozen, clawed,
                clawed_elsewhere, forgiven, expired, disputed, promo, starts_at, expires_at
            FROM {credit_grants}
            """;
    private static final String LIVE = SELECT + "WHERE [keys] AND live = TRUE ORDER BY tenant_id, grant_id ";
    private static final String PAGE =
            SELECT + "WHERE tenant_id = :tenant_id AND grant_id > :after ORDER BY grant_id LIMIT :limit";

    private static final String FIND = SELECT + "WHERE tenant_id = :tenant_id AND grant_id = :grant_id {latest}";

    private final KeyedRead<Row> live;
    private final KeyedRead<Row> liveLatest;
    private final String page;
    private final String find;
    private final String insert;
    private final String update;

    GrantTable(SqlText sql) {
        RowMapper<Row> mapper = (row, context) -> new Row(row.getString("tenant_id"), read(row));
        ManyKeys keys = sql.dialect().manyKeys();
        Upserts.Row row = layout(sql);
        live = new KeyedRead<>(keys, sql.of(LIVE), mapper);
        liveLatest = new KeyedRead<>(keys, sql.of(LIVE + "{latest}"), mapper);
        page = sql.of(PAGE);
        find = sql.of(FIND);
        insert = row.insert();
        update = "UPDATE " + row.table() + " SET " + row.assignments(column -> ":" + column)
                + " WHERE tenant_id = :tenant_id AND grant_id = :grant_id";
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row("credit_grants", KEY, VALUES);
    }

    private record Row(String tenantId, Grant grant) {}

    /** Grants with credits in any pool, by tenant, as this transaction sees them. */
    Map<String, List<Grant>> live(Handle handle, List<String> tenantIds) {
        return byTenant(live.read(handle, "tenant_id", tenantIds));
    }

    /** Grants of locked accounts with credits in any pool, by tenant, as they were committed last. */
    Map<String, List<Grant>> liveOfLocked(Handle handle, List<String> tenantIds) {
        return byTenant(liveLatest.read(handle, "tenant_id", tenantIds));
    }

    private static Map<String, List<Grant>> byTenant(List<Row> rows) {
        Map<String, List<Grant>> byTenant = new HashMap<>();
        rows.forEach(row -> byTenant.computeIfAbsent(row.tenantId(), tenant -> new ArrayList<>())
                .add(row.grant()));
        return byTenant;
    }

    List<Grant> page(Handle handle, String tenantId, long afterId, int limit) {
        return handle.createQuery(page)
                .bind("tenant_id", tenantId)
                .bind("after", afterId)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
    }

    /** A grant of a locked account, in any state, as it was committed last. */
    Optional<Grant> find(Handle handle, String tenantId, long grantId) {
        return handle.createQuery(find)
                .bind("tenant_id", tenantId)
                .bind("grant_id", grantId)
                .map((row, context) -> read(row))
                .findOne();
    }

    PreparedBatch inserts(Handle handle) {
        return handle.prepareBatch(insert);
    }

    PreparedBatch updates(Handle handle) {
        return handle.prepareBatch(update);
    }

    void add(PreparedBatch batch, String tenantId, Grant grant) {
        batch.bind("tenant_id", tenantId)
                .bind("grant_id", grant.id())
                .bind("kind", grant.kind().name())
                .bind("state", grant.state().name())
                .bind("fact", grant.fact())
                .bind("source", grant.source().name())
                .bind("credits", grant.credits())
                .bind("remaining", grant.remaining())
                .bind("held", grant.held())
                .bind("frozen", grant.frozen())
                .bind("clawed", grant.clawback().clawed())
                .bind("clawed_elsewhere", grant.clawback().elsewhere())
                .bind("forgiven", grant.clawback().forgiven())
                .bind("expired", grant.clawback().expired())
                .bind("disputed", grant.clawback().disputed())
                .bind("live", grant.live())
                .bind("promo", grant.promo())
                .bind("starts_at", grant.startsAt().toEpochMilli())
                .bind("expires_at", EpochMillis.of(grant.expiresAt()))
                .add();
    }

    private static Grant read(ResultSet row) throws SQLException {
        return new Grant(
                row.getLong("grant_id"),
                Grant.Kind.valueOf(row.getString("kind")),
                Grant.State.valueOf(row.getString("state")),
                row.getString("fact"),
                Grant.Source.valueOf(row.getString("source")),
                row.getLong("credits"),
                row.getLong("remaining"),
                row.getLong("held"),
                row.getLong("frozen"),
                new Clawback(
                        row.getLong("clawed"),
                        row.getLong("clawed_elsewhere"),
                        row.getLong("forgiven"),
                        row.getLong("expired"),
                        row.getLong("disputed")),
                row.getBoolean("promo"),
                EpochMillis.read(row, "starts_at"),
                EpochMillis.readNullable(row, "expires_at"));
    }
}
