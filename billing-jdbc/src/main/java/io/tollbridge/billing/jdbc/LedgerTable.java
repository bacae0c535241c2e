// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.ledger.ChainHash;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** {@code credit_transactions}: the ledger. Rows are only ever inserted. */
final class LedgerTable {
    private static final List<String> KEY = List.of("tenant_id", "seq");
    private static final List<String> VALUES = List.of(
            "operation_id",
            "related_operation_id",
            "type",
            "pool",
            "grant_id",
            "amount",
            "balance_after",
            "spendable_after",
            "feature",
            "idempotency_key",
            "fingerprint",
            "actor",
            "reason",
            "created_at",
            "hash");
    private static final String PAGE = """
            SELECT seq, operation_id, related_operation_id, type, pool, grant_id, amount, balance_after,
                spendable_after, feature, idempotency_key, fingerprint, actor, reason, created_at, hash
            FROM {credit_transactions}
            WHERE tenant_id = :tenant_id AND seq > :after ORDER BY seq LIMIT :limit
            """;
    private static final int LEGS_AT_ONCE = 16;

    private final String page;
    private final String pageLatest;
    private final String insert;

    LedgerTable(SqlText sql) {
        page = sql.of(PAGE);
        pageLatest = sql.of(PAGE + "{latest}");
        insert = layout(sql).insert();
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row("credit_transactions", KEY, VALUES);
    }

    List<LedgerEntry> page(Handle handle, String tenantId, long afterSeq, int limit) {
        return page(handle, page, tenantId, afterSeq, limit);
    }

    /** All legs of an operation of a locked account, in order. They follow each other in the ledger. */
    List<LedgerEntry> legs(Handle handle, String tenantId, long operationId) {
        List<LedgerEntry> legs = new ArrayList<>();
        long after = operationId - 1;
        while (true) {
            List<LedgerEntry> rows = page(handle, pageLatest, tenantId, after, LEGS_AT_ONCE);
            for (LedgerEntry row : rows) {
                if (row.operationId() != operationId) {
                    return legs;
                }
                legs.add(row);
            }
            if (rows.size() < LEGS_AT_ONCE) {
                return legs;
            }
            after += LEGS_AT_ONCE;
        }
    }

    private static List<LedgerEntry> page(Handle handle, String sql, String tenantId, long afterSeq, int limit) {
        return handle.createQuery(sql)
                .bind("tenant_id", tenantId)
                .bind("after", afterSeq)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
    }

    PreparedBatch inserts(Handle handle) {
        return handle.prepareBatch(insert);
    }

    void add(PreparedBatch batch, String tenantId, LedgerEntry entry) {
        batch.bind("tenant_id", tenantId)
                .bind("seq", entry.seq())
                .bind("operation_id", entry.operationId())
                .bind("related_operation_id", entry.relatedOperationId())
                .bind("type", entry.type().name())
                .bind("pool", entry.pool().name())
                .bind("grant_id", entry.grantId())
                .bind("amount", entry.amount())
                .bind("balance_after", entry.balanceAfter())
                .bind("spendable_after", entry.spendableAfter())
                .bind("feature", entry.feature())
                .bind("idempotency_key", entry.key())
                .bind("fingerprint", entry.fingerprint())
                .bind("actor", entry.actor())
                .bind("reason", entry.reason())
                .bind("created_at", entry.at().toEpochMilli())
                .bind("hash", entry.hash().toBytes())
                .add();
    }

    private static LedgerEntry read(ResultSet row) throws SQLException {
        return new LedgerEntry(
                row.getLong("seq"),
                row.getLong("operation_id"),
                row.getLong("related_operation_id"),
                EntryType.valueOf(row.getString("type")),
                Pool.valueOf(row.getString("pool")),
                row.getLong("grant_id"),
                row.getLong("amount"),
                row.getLong("balance_after"),
                row.getLong("spendable_after"),
                row.getString("feature"),
                row.getString("idempotency_key"),
                row.getLong("fingerprint"),
                row.getString("actor"),
                row.getString("reason"),
                EpochMillis.read(row, "created_at"),
                ChainHash.of(row.getBytes("hash")));
    }
}
