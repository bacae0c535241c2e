// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.LocalClock;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.ledger.ChainHash;
import io.tollbridge.billing.ledger.LedgerHead;
import io.tollbridge.billing.ledger.Pool;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** {@code billing_credits}: one row for each tenant, which is also the tenant's lock. */
final class AccountTable {
    private static final List<String> VALUES = List.of(
            "sub_grant_id",
            "sub_fact",
            "sub_subscription_id",
            "sub_plan_id",
            "sub_quantity",
            "sub_start",
            "sub_end",
            "sub_allowance",
            "sub_used",
            "sub_remaining",
            "sub_held",
            "sub_bundle_start",
            "sub_bundle_used",
            "sub_high_water",
            "sub_epoch",
            "sub_thresholds",
            "sub_trial",
            "sub_closed",
            "bundle_remaining",
            "held",
            "frozen",
            "debt",
            "subscription_id",
            "local_anchor",
            "local_granted_until",
            "trial_used",
            "standing",
            "muted_thresholds",
            "purchasing",
            "last_grant_id",
            "ledger_seq",
            "ledger_hash",
            "next_due_at",
            "version");
    private static final String SELECT = """
            SELECT tenant_id, sub_grant_id, sub_fact, sub_subscription_id, sub_plan_id, sub_quantity, sub_start, sub_end,
                sub_allowance, sub_used, sub_remaining, sub_held, sub_bundle_start, sub_bundle_used, sub_high_water,
                sub_epoch, sub_thresholds, sub_trial, sub_closed, subscription_id, local_anchor,
                local_granted_until, trial_used, standing, muted_thresholds, purchasing, debt, last_grant_id, ledger_seq, ledger_hash, next_due_at, version
            FROM {billing_credits}
            """;
    private static final String LOCK = SELECT + "{by_primary_key} WHERE [keys] ORDER BY tenant_id FOR UPDATE";
    private static final String FIND = SELECT + "WHERE tenant_id = :tenant_id";
    private static final String BALANCES = """
            SELECT sub_remaining, bundle_remaining, held, frozen, debt FROM {billing_credits}
            WHERE tenant_id = :tenant_id""";
    private static final String EXISTING = "SELECT tenant_id FROM {billing_credits} WHERE [keys]";
    private static final String SAME_VERSION = " WHERE tenant_id = :tenant_id AND version = :version_before";
    private static final String POSTPONE =
            "UPDATE {billing_credits} SET next_due_at = :next_due_at WHERE tenant_id = :tenant_id";
    private static final String TENANTS =
            "SELECT tenant_id FROM {billing_credits} WHERE tenant_id > :after ORDER BY tenant_id LIMIT :limit";
    private static final long FIRST_VERSION = 1;

    private final KeyedRead<AccountRow> lock;
    private final KeyedRead<AccountRow> lockFree;
    private final KeyedRead<String> existing;
    private final String find;
    private final String balances;
    private final String create;
    private final String update;
    private final String postpone;
    private final String tenants;

    AccountTable(SqlText sql) {
        RowMapper<String> tenantId = (row, context) -> row.getString("tenant_id");
        ManyKeys keys = sql.dialect().manyKeys();
        Upserts.Row row = layout(sql);
        lock = new KeyedRead<>(keys, sql.of(LOCK), (result, context) -> read(result));
        // every database that we know has it, in the versions that we support
        lockFree = new KeyedRead<>(keys, sql.of(LOCK + " SKIP LOCKED"), (result, context) -> read(result));
        existing = new KeyedRead<>(keys, sql.of(EXISTING), tenantId);
        find = sql.of(FIND);
        balances = sql.of(BALANCES);
        create = sql.dialect().upserts().insertOrKeep(row);
        update = "UPDATE " + row.table() + " SET " + row.assignments(column -> ":" + column) + SAME_VERSION;
        postpone = sql.of(POSTPONE);
        tenants = sql.of(TENANTS);
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row("billing_credits", List.of("tenant_id"), VALUES);
    }

    /** Those of the tenants that are stored, as far as this transaction sees. */
    List<String> existing(Handle handle, List<String> tenantIds) {
        return existing.read(handle, "tenant_id", tenantIds);
    }

    /** Makes a tenant known, unless another transaction has; waits for one that is about to. */
    void create(Handle handle, String tenantId) {
        Account empty = Account.unknown(tenantId);
        bind(handle.createUpdate(create), empty, FIRST_VERSION, null).execute();
    }

    /** Inserts an account as it is; it is not due for anything. */
    void insert(Handle handle, Account account) {
        bind(handle.createUpdate(create), account, account.version(), null).execute();
    }

    /** Replaces a locked account of the given version; it is not due for anything. */
    void replace(Handle handle, long versionBefore, Account after) {
        bind(handle.createUpdate(update), after, after.version(), null)
                .bind("version_before", versionBefore)
                .execute();
    }

    /** Locks rows, in the given order, which must be {@link TenantOrder}'s, and reads them as they are then. */
    List<AccountRow> lock(Handle handle, List<String> tenantIds) {
        return lock.read(handle, "tenant_id", tenantIds);
    }

    /** Locks those of the rows that nobody else has locked, and reads them. */
    List<AccountRow> lockFree(Handle handle, List<String> tenantIds) {
        return lockFree.read(handle, "tenant_id", tenantIds);
    }

    @Nullable
    AccountRow find(Handle handle, String tenantId) {
        return handle.createQuery(find)
                .bind("tenant_id", tenantId)
                .map((row, context) -> read(row))
                .findOne()
                .orElse(null);
    }

    /** The balances that the row repeats; empty for a tenant that is not stored. */
    Map<Pool, Long> balances(Handle handle, String tenantId) {
        return handle.createQuery(balances)
                .bind("tenant_id", tenantId)
                .map((row, context) -> Map.of(
                        Pool.SUBSCRIPTION, row.getLong("sub_remaining"),
                        Pool.BUNDLE, row.getLong("bundle_remaining"),
                        Pool.HELD, row.getLong("held"),
                        Pool.FROZEN, row.getLong("frozen"),
                        Pool.DEBT, row.getLong("debt")))
                .findOne()
                .orElse(Map.of());
    }

    /** Adds the change of a row that has the given version now. Its update changes nothing when it has another. */
    void update(PreparedBatch batch, long versionBefore, Account after, @Nullable Instant nextDueAt) {
        bind(batch, after, after.version(), nextDueAt)
                .bind("version_before", versionBefore)
                .add();
    }

    PreparedBatch updates(Handle handle) {
        return handle.prepareBatch(update);
    }

    /** Changes only when the account is due next. */
    void postpone(Handle handle, String tenantId, @Nullable Instant nextDueAt) {
        handle.createUpdate(postpone)
                .bind("tenant_id", tenantId)
                .bind("next_due_at", EpochMillis.of(nextDueAt))
                .execute();
    }

    /** Stored tenants after the given one, in the database's order of their ids. */
    List<String> tenants(Handle handle, String afterTenantId, int limit) {
        return handle.createQuery(tenants)
                .bind("after", afterTenantId)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    private static <S extends SqlStatement<S>> S bind(
            S statement, Account account, long version, @Nullable Instant nextDueAt) {
        Subscription subscription = account.subscription();
        LocalClock clock = account.localClock();
        return bindSlice(statement, account.slice())
                .bind("tenant_id", account.tenantId())
                .bind("bundle_remaining", account.bundleCredits())
                .bind("held", account.heldCredits())
                .bind("frozen", account.frozenCredits())
                .bind("debt", account.debt())
                .bind("subscription_id", subscription == null ? null : subscription.id())
                .bind("local_anchor", clock == null ? null : EpochMillis.of(clock.anchor()))
                .bind("local_granted_until", clock == null ? null : EpochMillis.of(clock.grantedUntil()))
                .bind("trial_used", account.trialUsed())
                .bind("standing", account.standing().name())
                .bind("muted_thresholds", account.mutedThresholds())
                .bind("purchasing", account.purchasing() != null)
                .bind("last_grant_id", account.lastGrantId())
                .bind("ledger_seq", account.head().seq())
                .bind("ledger_hash", account.head().hash().toBytes())
                .bind("next_due_at", EpochMillis.of(nextDueAt))
                .bind("version", version);
    }

    private static <S extends SqlStatement<S>> S bindSlice(S statement, @Nullable Slice slice) {
        return statement
                .bind("sub_grant_id", slice == null ? null : (Long) slice.grantId())
                .bind("sub_fact", slice == null ? null : slice.fact())
                .bind("sub_subscription_id", slice == null ? null : slice.subscriptionId())
                .bind("sub_plan_id", slice == null ? null : slice.planId())
                .bind("sub_quantity", slice == null ? 0 : slice.quantity())
                .bind("sub_start", slice == null ? null : EpochMillis.of(slice.start()))
                .bind("sub_end", slice == null ? null : EpochMillis.of(slice.end()))
                .bind("sub_allowance", slice == null ? 0 : slice.allowance())
                .bind("sub_used", slice == null ? 0 : slice.used())
                .bind("sub_remaining", slice == null ? 0 : slice.remaining())
                .bind("sub_held", slice == null ? 0 : slice.held())
                .bind("sub_bundle_start", slice == null ? 0 : slice.bundlesAtStart())
                .bind("sub_bundle_used", slice == null ? 0 : slice.bundlesUsed())
                .bind("sub_high_water", slice == null ? 0 : slice.highWater())
                .bind("sub_epoch", slice == null ? 0 : slice.epoch())
                .bind("sub_thresholds", slice == null ? 0 : slice.thresholdsFired())
                .bind("sub_trial", slice != null && slice.trial())
                .bind("sub_closed", slice != null && slice.closed());
    }

    private static AccountRow read(ResultSet row) throws SQLException {
        Instant localAnchor = EpochMillis.readNullable(row, "local_anchor");
        return new AccountRow(
                row.getString("tenant_id"),
                readSlice(row),
                row.getString("subscription_id"),
                localAnchor == null ? null : new LocalClock(localAnchor, EpochMillis.read(row, "local_granted_until")),
                row.getBoolean("trial_used"),
                Account.Standing.valueOf(row.getString("standing")),
                row.getInt("muted_thresholds"),
                row.getBoolean("purchasing"),
                row.getLong("debt"),
                row.getLong("last_grant_id"),
                new LedgerHead(row.getLong("ledger_seq"), ChainHash.of(row.getBytes("ledger_hash"))),
                EpochMillis.readNullable(row, "next_due_at"),
                row.getLong("version"));
    }

    private static @Nullable Slice readSlice(ResultSet row) throws SQLException {
        long grantId = row.getLong("sub_grant_id");
        if (row.wasNull()) {
            return null;
        }
        return new Slice(
                grantId,
                row.getString("sub_fact"),
                row.getString("sub_subscription_id"),
                row.getString("sub_plan_id"),
                row.getLong("sub_quantity"),
                EpochMillis.read(row, "sub_start"),
                EpochMillis.read(row, "sub_end"),
                row.getLong("sub_allowance"),
                row.getLong("sub_used"),
                row.getLong("sub_remaining"),
                row.getLong("sub_held"),
                row.getLong("sub_bundle_start"),
                row.getLong("sub_bundle_used"),
                row.getLong("sub_high_water"),
                row.getInt("sub_epoch"),
                row.getInt("sub_thresholds"),
                row.getBoolean("sub_trial"),
                row.getBoolean("sub_closed"));
    }
}
