// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.TenantPurchase;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** {@code billing_purchases}: what tenants buy. */
final class PurchaseTable {
    private static final List<String> KEY = List.of("tenant_id", "purchase_id");
    private static final KeyedRead.Pair PAIR = new KeyedRead.Pair("tenant_id", "purchase_id");
    private static final String OPEN = "[keys] AND is_open = TRUE ";
    private static final String ONE = "tenant_id = :tenant_id AND purchase_id = :purchase_id";
    private static final String OF_PAYMENT = "payment_id = :id";
    private static final String OF_SESSION = "session_id = :id";
    private static final String NEWEST =
            "tenant_id = :tenant_id ORDER BY created_at DESC, purchase_id DESC LIMIT :limit";
    private static final String OLDER = """
            tenant_id = :tenant_id
                AND (created_at < :created_at OR (created_at = :created_at AND purchase_id < :purchase_id))
            ORDER BY created_at DESC, purchase_id DESC LIMIT :limit""";
    private static final String DUE = """
            due_at <= :now AND (tenant_id > :tenant_id OR (tenant_id = :tenant_id AND purchase_id > :purchase_id))
            ORDER BY tenant_id, purchase_id LIMIT :limit""";
    private static final RowMapper<TenantPurchase> MAPPER =
            (row, context) -> new TenantPurchase(row.getString("tenant_id"), PurchaseRows.read(row));

    private final KeyedRead<TenantPurchase> open;
    private final KeyedRead<TenantPurchase> openLatest;
    private final KeyedRead<TenantPurchase> named;
    private final String one;
    private final String ofPayment;
    private final String ofSession;
    private final String newest;
    private final String older;
    private final String due;
    private final String insert;
    private final String update;

    PurchaseTable(SqlText sql) {
        ManyKeys keys = sql.dialect().manyKeys();
        Upserts.Row row = layout(sql);
        String select = "SELECT " + String.join(", ", row.columns()) + " FROM {billing_purchases} WHERE ";
        open = new KeyedRead<>(keys, sql.of(select + OPEN), MAPPER);
        openLatest = new KeyedRead<>(keys, sql.of(select + OPEN + "{latest}"), MAPPER);
        named = new KeyedRead<>(keys, sql.of(select + "[keys] {latest}"), MAPPER);
        one = sql.of(select + ONE);
        ofPayment = sql.of(select + OF_PAYMENT);
        ofSession = sql.of(select + OF_SESSION);
        newest = sql.of(select + NEWEST);
        older = sql.of(select + OLDER);
        due = sql.of(select + DUE);
        // why no upsert: on MySQL it would change another purchase of the same payment
        insert = row.insert();
        update = "UPDATE " + row.table() + " SET " + row.assignments(column -> ":" + column) + " WHERE " + ONE;
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row("billing_purchases", KEY, PurchaseRows.VALUES);
    }

    /** Open purchases, by tenant, as this transaction sees them. */
    Map<String, List<Purchase>> open(Handle handle, List<String> tenantIds) {
        return byTenant(List.of(), open.read(handle, "tenant_id", tenantIds));
    }

    /** Open purchases of locked accounts and those that the requests name, by tenant, as they were committed last. */
    Map<String, List<Purchase>> ofLocked(Handle handle, List<String> tenantIds, Collection<AccountRequest> requests) {
        List<KeyedRead.Pair> keys = requests.stream()
                .filter(request -> tenantIds.contains(request.tenantId()))
                .flatMap(
                        request -> request.purchaseIds().stream().map(id -> new KeyedRead.Pair(request.tenantId(), id)))
                .toList();
        return byTenant(named.read(handle, PAIR, keys), openLatest.read(handle, "tenant_id", tenantIds));
    }

    private static Map<String, List<Purchase>> byTenant(List<TenantPurchase> some, List<TenantPurchase> others) {
        Map<String, Map<String, Purchase>> byId = new HashMap<>();
        for (List<TenantPurchase> rows : List.of(some, others)) {
            rows.forEach(row -> byId.computeIfAbsent(row.tenantId(), tenant -> new LinkedHashMap<>())
                    .put(row.purchase().id(), row.purchase()));
        }
        Map<String, List<Purchase>> byTenant = new HashMap<>();
        byId.forEach((tenant, purchases) -> byTenant.put(tenant, List.copyOf(purchases.values())));
        return byTenant;
    }

    Optional<Purchase> find(Handle handle, String tenantId, String purchaseId) {
        return handle.createQuery(one)
                .bind("tenant_id", tenantId)
                .bind("purchase_id", purchaseId)
                .map(MAPPER)
                .findOne()
                .map(TenantPurchase::purchase);
    }

    Optional<TenantPurchase> ofPayment(Handle handle, String paymentId) {
        return handle.createQuery(ofPayment).bind("id", paymentId).map(MAPPER).findOne();
    }

    Optional<TenantPurchase> ofSession(Handle handle, String sessionId) {
        return handle.createQuery(ofSession).bind("id", sessionId).map(MAPPER).findOne();
    }

    /** Purchases of a tenant, newest first, those before the given one. */
    List<Purchase> page(Handle handle, String tenantId, @Nullable Purchase before, int limit) {
        Query query = before == null
                ? handle.createQuery(newest)
                : handle.createQuery(older)
                        .bind("created_at", before.createdAt().toEpochMilli())
                        .bind("purchase_id", before.id());
        return query.bind("tenant_id", tenantId)
                .bind("limit", limit)
                .map((row, context) -> PurchaseRows.read(row))
                .list();
    }

    List<TenantPurchase> due(Handle handle, Instant now, @Nullable TenantPurchase after, int limit) {
        return handle.createQuery(due)
                .bind("now", now.toEpochMilli())
                .bind("tenant_id", after == null ? "" : after.tenantId())
                .bind("purchase_id", after == null ? "" : after.purchase().id())
                .bind("limit", limit)
                .map(MAPPER)
                .list();
    }

    PreparedBatch inserts(Handle handle) {
        return handle.prepareBatch(insert);
    }

    PreparedBatch updates(Handle handle) {
        return handle.prepareBatch(update);
    }

    void add(PreparedBatch batch, String tenantId, Purchase purchase) {
        PurchaseRows.bind(batch, purchase).bind("tenant_id", tenantId).add();
    }
}
