// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.NewestChange;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.spi.AccountRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** {@code billing_subscriptions}: what is known of each subscription, past ones included. */
final class SubscriptionTable {
    private static final String SELECT = """
            SELECT tenant_id, subscription_id, plan_id, quantity, status, anchor, period_start, period_end,
                paid_through, ends_at, collection_paused, snapshot_at, paid_at, changed_at, changed_from, interval_at, payments
            FROM {billing_subscriptions} WHERE [keys]
            """;
    private static final List<String> VALUES = List.of(
            "plan_id",
            "quantity",
            "status",
            "anchor",
            "period_start",
            "period_end",
            "paid_through",
            "ends_at",
            "collection_paused",
            "snapshot_at",
            "paid_at",
            "changed_at",
            "changed_from",
            "interval_at",
            "payments");
    private static final KeyedRead.Pair KEY = new KeyedRead.Pair("tenant_id", "subscription_id");

    private final KeyedRead<Row> committed;
    private final KeyedRead<Row> latest;
    private final String save;

    SubscriptionTable(SqlText sql) {
        RowMapper<Row> mapper = (row, context) -> new Row(row.getString("tenant_id"), read(row));
        ManyKeys keys = sql.dialect().manyKeys();
        committed = new KeyedRead<>(keys, sql.of(SELECT), mapper);
        latest = new KeyedRead<>(keys, sql.of(SELECT + "{latest}"), mapper);
        save = sql.dialect().upserts().insertOrReplace(layout(sql));
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row("billing_subscriptions", List.of("tenant_id", "subscription_id"), VALUES);
    }

    private record Row(String tenantId, Subscription subscription) {}

    /** The ruling subscriptions of accounts, by tenant, as this transaction sees them. */
    Map<String, Subscription> of(Handle handle, List<AccountRow> accounts) {
        return of(handle, accounts, committed);
    }

    /** The ruling subscriptions of locked accounts, by tenant, as they were committed last. */
    Map<String, Subscription> ofLocked(Handle handle, List<AccountRow> accounts) {
        return of(handle, accounts, latest);
    }

    /** The subscriptions that requests name, by tenant, as they were committed last; ruling ones are among them. */
    Map<String, List<Subscription>> requested(Handle handle, Collection<AccountRequest> requests) {
        List<KeyedRead.Pair> keys = requests.stream()
                .flatMap(request ->
                        request.subscriptionIds().stream().map(id -> new KeyedRead.Pair(request.tenantId(), id)))
                .toList();
        Map<String, List<Subscription>> byTenant = new HashMap<>();
        latest.read(handle, KEY, keys)
                .forEach(row -> byTenant.computeIfAbsent(row.tenantId(), tenant -> new ArrayList<>())
                        .add(row.subscription()));
        return byTenant;
    }

    /** One subscription as this transaction sees it. */
    Optional<Subscription> find(Handle handle, String tenantId, String subscriptionId) {
        return committed.read(handle, KEY, List.of(new KeyedRead.Pair(tenantId, subscriptionId))).stream()
                .map(Row::subscription)
                .findFirst();
    }

    private static Map<String, Subscription> of(Handle handle, List<AccountRow> accounts, KeyedRead<Row> read) {
        List<KeyedRead.Pair> ruling = accounts.stream()
                .flatMap(account -> Optional.ofNullable(account.subscriptionId()).stream()
                        .map(id -> new KeyedRead.Pair(account.tenantId(), id)))
                .toList();
        Map<String, Subscription> byTenant = new HashMap<>();
        read.read(handle, KEY, ruling).forEach(row -> byTenant.put(row.tenantId(), row.subscription()));
        return byTenant;
    }

    PreparedBatch saves(Handle handle) {
        return handle.prepareBatch(save);
    }

    void save(PreparedBatch batch, String tenantId, Subscription subscription) {
        NewestChange change = subscription.newestChange();
        batch.bind("tenant_id", tenantId)
                .bind("subscription_id", subscription.id())
                .bind("plan_id", subscription.planId())
                .bind("quantity", subscription.quantity())
                .bind("status", subscription.status().name())
                .bind("anchor", subscription.anchor().toEpochMilli())
                .bind("period_start", EpochMillis.of(subscription.periodStart()))
                .bind("period_end", EpochMillis.of(subscription.periodEnd()))
                .bind("paid_through", EpochMillis.of(subscription.paidThrough()))
                .bind("ends_at", EpochMillis.of(subscription.endsAt()))
                .bind("collection_paused", subscription.collectionPaused())
                .bind("snapshot_at", subscription.snapshotAt().toEpochMilli())
                .bind("paid_at", EpochMillis.of(subscription.paidAt()))
                .bind("changed_at", change == null ? null : (Long) change.at().toEpochMilli())
                .bind("changed_from", change == null ? null : (Long) change.before())
                .bind("interval_at", change == null ? null : EpochMillis.of(change.intervalAt()))
                .bind("payments", PeriodPayments.write(subscription.payments()))
                .add();
    }

    private static @Nullable NewestChange newestChange(ResultSet row) throws SQLException {
        Instant at = EpochMillis.readNullable(row, "changed_at");
        if (at == null) {
            return null;
        }
        long from = row.getLong("changed_from");
        long before = row.wasNull() ? Long.MAX_VALUE : from;
        return new NewestChange(at, before, EpochMillis.readNullable(row, "interval_at"));
    }

    private static Subscription read(ResultSet row) throws SQLException {
        return new Subscription(
                row.getString("subscription_id"),
                row.getString("plan_id"),
                row.getLong("quantity"),
                SubscriptionStatus.valueOf(row.getString("status")),
                EpochMillis.read(row, "anchor"),
                EpochMillis.readNullable(row, "period_start"),
                EpochMillis.readNullable(row, "period_end"),
                EpochMillis.readNullable(row, "paid_through"),
                EpochMillis.readNullable(row, "ends_at"),
                row.getBoolean("collection_paused"),
                EpochMillis.read(row, "snapshot_at"),
                EpochMillis.readNullable(row, "paid_at"),
                newestChange(row),
                PeriodPayments.read(row.getString("payments")));
    }
}
