// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.AutoPurchase;
import io.tollbridge.billing.account.Breaker;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.account.Spending;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.spi.BreakerCounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** {@code billing_purchasing}: one row for each tenant that ever bought something or wants to have it bought. */
final class PurchasingTable {
    private static final List<String> VALUES = List.of(
            "seed",
            "last_number",
            "auto_enabled",
            "auto_threshold",
            "auto_mode",
            "auto_bundle_id",
            "auto_bundles",
            "auto_purchases",
            "auto_money",
            "auto_currency",
            "auto_metric",
            "consent_text",
            "consent_by",
            "consent_at",
            "failures",
            "next_attempt_at",
            "suspended",
            "card_fingerprint",
            "latched",
            "disputes",
            "dispute_locked",
            "stopped",
            "stopped_by",
            "stopped_reason",
            "period_name",
            "period_automatic",
            "period_money",
            "period_bought",
            "period_told",
            "day_number",
            "day_bought");
    private static final String SUSPENDED = """
            SELECT tenant_id FROM {billing_purchasing} WHERE suspended = TRUE AND tenant_id > :after
            ORDER BY tenant_id LIMIT :limit""";
    private static final String BREAKERS = """
            SELECT COUNT(CASE WHEN suspended = TRUE THEN 1 END) AS suspended,
                COUNT(CASE WHEN stopped = TRUE THEN 1 END) AS stopped,
                COUNT(CASE WHEN disputes > 0 OR dispute_locked = TRUE THEN 1 END) AS disputed
            FROM {billing_purchasing} WHERE auto_enabled = TRUE""";

    private final KeyedRead<Row> committed;
    private final KeyedRead<Row> latest;
    private final String suspended;
    private final String breakers;
    private final String save;

    PurchasingTable(SqlText sql) {
        RowMapper<Row> mapper = (row, context) -> new Row(row.getString("tenant_id"), read(row));
        ManyKeys keys = sql.dialect().manyKeys();
        Upserts.Row layout = layout(sql);
        String select = "SELECT " + String.join(", ", layout.columns()) + " FROM {billing_purchasing} WHERE [keys] ";
        committed = new KeyedRead<>(keys, sql.of(select), mapper);
        latest = new KeyedRead<>(keys, sql.of(select + "{latest}"), mapper);
        suspended = sql.of(SUSPENDED);
        breakers = sql.of(BREAKERS);
        save = sql.dialect().upserts().insertOrReplace(layout);
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row("billing_purchasing", List.of("tenant_id"), VALUES);
    }

    private record Row(String tenantId, Purchasing purchasing) {}

    /** What is known of tenants' purchases, without those, by tenant, as this transaction sees it. */
    Map<String, Purchasing> of(Handle handle, List<String> tenantIds) {
        return byTenant(committed.read(handle, "tenant_id", tenantIds));
    }

    /** The same of locked accounts, as it was committed last. */
    Map<String, Purchasing> ofLocked(Handle handle, List<String> tenantIds) {
        return byTenant(latest.read(handle, "tenant_id", tenantIds));
    }

    private static Map<String, Purchasing> byTenant(List<Row> rows) {
        Map<String, Purchasing> byTenant = new HashMap<>();
        rows.forEach(row -> byTenant.put(row.tenantId(), row.purchasing()));
        return byTenant;
    }

    BreakerCounts breakers(Handle handle) {
        return handle.createQuery(breakers)
                .map((row, context) ->
                        new BreakerCounts(row.getLong("suspended"), row.getLong("stopped"), row.getLong("disputed")))
                .one();
    }

    List<String> suspended(Handle handle, String afterTenantId, int limit) {
        return handle.createQuery(suspended)
                .bind("after", afterTenantId)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    PreparedBatch saves(Handle handle) {
        return handle.prepareBatch(save);
    }

    void save(PreparedBatch batch, String tenantId, Purchasing purchasing) {
        batch.bind("tenant_id", tenantId).bind("seed", purchasing.seed()).bind("last_number", purchasing.lastNumber());
        bind(batch, purchasing.auto());
        bind(batch, purchasing.breaker());
        bind(batch, purchasing.spending());
        batch.add();
    }

    private static void bind(SqlStatement<?> statement, @Nullable AutoPurchase auto) {
        statement
                .bind("auto_enabled", auto == null ? null : (Boolean) auto.enabled())
                .bind("auto_threshold", auto == null ? null : (Long) auto.threshold())
                .bind("auto_mode", auto == null ? null : auto.mode().name())
                .bind("auto_bundle_id", auto == null ? null : auto.bundleId())
                .bind("auto_bundles", auto == null ? null : (Long) auto.mostBundles())
                .bind("auto_purchases", auto == null ? null : (Integer) auto.mostPurchases())
                .bind(
                        "auto_money",
                        auto == null ? null : (Long) auto.mostMoney().minorUnits())
                .bind("auto_currency", auto == null ? null : auto.mostMoney().currency())
                .bind("auto_metric", auto == null ? null : auto.metric().name())
                .bind("consent_text", auto == null ? null : auto.consent().text())
                .bind("consent_by", auto == null ? null : auto.consent().by())
                .bind(
                        "consent_at",
                        auto == null ? null : EpochMillis.of(auto.consent().at()));
    }

    private static void bind(SqlStatement<?> statement, Breaker breaker) {
        Attribution stopped = breaker.stopped();
        statement
                .bind("failures", breaker.failures())
                .bind("next_attempt_at", EpochMillis.of(breaker.nextAttemptAt()))
                .bind("suspended", breaker.suspended())
                .bind("card_fingerprint", breaker.cardFingerprint())
                .bind("latched", breaker.latched())
                .bind("disputes", breaker.disputes())
                .bind("dispute_locked", breaker.disputeLocked())
                .bind("stopped", stopped != null)
                .bind("stopped_by", stopped == null ? null : stopped.actor())
                .bind("stopped_reason", stopped == null ? null : stopped.reason());
    }

    private static void bind(SqlStatement<?> statement, Spending spending) {
        statement
                .bind("period_name", spending.period())
                .bind("period_automatic", spending.automatic())
                .bind("period_money", spending.minorUnits())
                .bind("period_bought", spending.bought())
                .bind("period_told", spending.told())
                .bind("day_number", spending.day().toEpochDay())
                .bind("day_bought", spending.boughtOnDay());
    }

    private static Purchasing read(ResultSet row) throws SQLException {
        return new Purchasing(
                row.getString("seed"),
                row.getLong("last_number"),
                readAuto(row),
                new Breaker(
                        row.getInt("failures"),
                        EpochMillis.readNullable(row, "next_attempt_at"),
                        row.getBoolean("suspended"),
                        row.getString("card_fingerprint"),
                        row.getBoolean("latched"),
                        row.getInt("disputes"),
                        row.getBoolean("dispute_locked"),
                        row.getBoolean("stopped")
                                ? new Attribution(row.getString("stopped_by"), row.getString("stopped_reason"))
                                : null),
                new Spending(
                        row.getString("period_name"),
                        row.getInt("period_automatic"),
                        row.getLong("period_money"),
                        row.getInt("period_bought"),
                        row.getInt("period_told"),
                        LocalDate.ofEpochDay(row.getLong("day_number")),
                        row.getInt("day_bought")),
                List.of());
    }

    private static @Nullable AutoPurchase readAuto(ResultSet row) throws SQLException {
        String bundle = row.getString("auto_bundle_id");
        if (bundle == null) {
            return null;
        }
        return new AutoPurchase(
                row.getBoolean("auto_enabled"),
                row.getLong("auto_threshold"),
                AutoPurchase.Mode.valueOf(row.getString("auto_mode")),
                bundle,
                row.getLong("auto_bundles"),
                row.getInt("auto_purchases"),
                new Money(row.getLong("auto_money"), row.getString("auto_currency")),
                AutoPurchase.Metric.valueOf(row.getString("auto_metric")),
                new AutoPurchase.Consent(
                        row.getString("consent_text"),
                        row.getString("consent_by"),
                        EpochMillis.read(row, "consent_at")));
    }
}
