// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.StoredKey;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * {@code billing_operation_keys}: keys of operations that wrote no ledger row. The keys of the others are in the
 * ledger; both are searched at once.
 */
final class OperationKeyTable {
    private static final String FIND = """
            (SELECT tenant_id, idempotency_key, seq, fingerprint, spendable_after
            FROM {credit_transactions} WHERE [keys] {latest})
            UNION ALL
            (SELECT tenant_id, idempotency_key, 0, fingerprint, spendable_after
            FROM {billing_operation_keys} WHERE [keys] {latest})
            """;
    private static final KeyedRead.Pair KEY = new KeyedRead.Pair("tenant_id", "idempotency_key");

    private final KeyedRead<Found> find;
    private final String insert;

    OperationKeyTable(SqlText sql) {
        find = new KeyedRead<>(
                sql.dialect().manyKeys(),
                sql.of(FIND),
                (row, context) -> new Found(
                        new StoredKey(row.getString("tenant_id"), row.getString("idempotency_key")),
                        row.getLong("seq"),
                        row.getLong("fingerprint"),
                        row.getLong("spendable_after")));
        insert = layout(sql).insert();
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row(
                "billing_operation_keys",
                List.of("tenant_id", "idempotency_key"),
                List.of("fingerprint", "spendable_after", "created_at"));
    }

    /**
     * A key that was used.
     *
     * @param operationId the operation in the ledger, 0 when it wrote no row there
     * @param spendableAfter spendable credits after its first leg, or after it where it has none
     */
    record Found(StoredKey key, long operationId, long fingerprint, long spendableAfter) {}

    /** Those of the keys that were used, as was committed last. */
    List<Found> find(Handle handle, Collection<StoredKey> keys) {
        return find.read(
                handle,
                KEY,
                keys.stream()
                        .map(key -> new KeyedRead.Pair(key.tenantId(), key.stored()))
                        .toList());
    }

    PreparedBatch inserts(Handle handle) {
        return handle.prepareBatch(insert);
    }

    void add(PreparedBatch batch, String tenantId, AccountChange.SilentOperation operation) {
        batch.bind("tenant_id", tenantId)
                .bind("idempotency_key", operation.key())
                .bind("fingerprint", operation.fingerprint())
                .bind("spendable_after", operation.spendableAfter())
                .bind("created_at", operation.at().toEpochMilli())
                .add();
    }
}
