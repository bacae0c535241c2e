// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.jdbc.SnapshotColumns.Part;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One statement for everything that deductions write. It locks the accounts that still have the version and the ledger
 * head that was decided on, that nobody has locked, and of whose keys none was used; it writes their rows, and answers
 * with the numbers of the accounts that it has written. Committed by itself it is one round trip, however many accounts.
 *
 * <p>Under READ COMMITTED a row that was changed after the statement began is looked at again once it is locked, and its
 * version is another one then. The search for keys is not repeated: it needs not be, because whatever uses a key up
 * changes the version. Under a stricter isolation the statement fails instead.
 *
 * <p>An account is written at the place where it was locked. A row that has moved meanwhile under the same version is
 * not found there, and so is not written.
 *
 * <p>Immutable and thread-safe.
 */
final class SnapshotStatements {
    // why scalar sub-selects: each is one search in an index. A join may be planned as a scan while a table is small,
    // and the plan is kept while it grows
    private static final String USED = """
            (SELECT TRUE FROM {billing_operation_keys} o
                WHERE o.tenant_id = :tenant_id AND o.idempotency_key = :used_key)""";
    private static final String USED_IN_LEDGER = """
            (SELECT TRUE FROM {credit_transactions} t
                WHERE t.tenant_id = :tenant_id AND t.idempotency_key = :used_key)""";
    private static final String PLACE = """
            (SELECT l.ctid FROM {billing_credits} l
                WHERE l.tenant_id = :tenant_id AND l.version = :version_before AND l.ledger_hash = :hash_before[UNUSED]
                FOR UPDATE SKIP LOCKED)""";
    private static final String LOCK_MANY = "WITH locked AS MATERIALIZED (SELECT r.at, "
            + PLACE.replace("[UNUSED]", "").replace(":", "r.") + " AS place FROM " + SnapshotColumns.LOCKS
            + "[UNUSED]), ";
    private static final String UNUSED_OF_MANY =
            " WHERE r.at <> ALL (ARRAY(SELECT k.account FROM [KEYS] WHERE [USED]))";
    private static final String UPDATE = """
            written AS (
                UPDATE {billing_credits} a SET sub_used = :sub_used, sub_remaining = :sub_remaining,
                    sub_bundle_used = :sub_bundle_used, sub_thresholds = :sub_thresholds,
                    bundle_remaining = :bundle_remaining, debt = :debt, ledger_seq = :ledger_seq,
                    ledger_hash = :ledger_hash, next_due_at = :next_due_at, version = :version
                [ACCOUNTS] WHERE a.ctid = [PLACE]
                RETURNING [ACCOUNT] AS account, a.tenant_id)
            """;
    private static final String ENTRIES = """
            , entries[ROW] AS (
                INSERT INTO {credit_transactions} (tenant_id, seq, operation_id, related_operation_id, type, pool, grant_id,
                    amount, balance_after, spendable_after, feature, idempotency_key, fingerprint, created_at, hash)
                SELECT w.tenant_id, :seq, :operation_id, 0, :type, :pool, :grant_id, :amount, :balance_after,
                    :spendable_after, :feature, :idempotency_key, :fingerprint, :created_at, :hash
                FROM [ROWS])
            """;
    private static final String USAGE = """
            , usage[ROW] AS (
                INSERT INTO {billing_usage} AS t (tenant_id, usage_day, feature, uses, credits, refused, waived)
                SELECT w.tenant_id, :usage_day, :feature, :uses, :credits, :refused, 0
                FROM [ROWS]
                ON CONFLICT (tenant_id, usage_day, feature) DO UPDATE SET uses = t.uses + EXCLUDED.uses,
                    credits = t.credits + EXCLUDED.credits, refused = t.refused + EXCLUDED.refused)
            """;
    private static final String GRANTS = """
            , grants[ROW] AS (
                UPDATE {credit_grants} t SET state = :state, remaining = :remaining, live = :live
                FROM [ROWS]
                WHERE t.tenant_id = w.tenant_id AND t.grant_id = :grant_id)
            """;
    private static final String NOTIFICATIONS = """
            , notifications[ROW] AS (
                INSERT INTO {billing_notifications}
                    (tenant_id, notification_key, kind, status, threshold, crossed, detail, created_at, deliver_at,
                    delivered, delivery_attempts)
                SELECT w.tenant_id, :notification_key, :kind, :status, :threshold, :crossed, :detail, :created_at,
                    :deliver_at, '', 0
                FROM [ROWS]
                ON CONFLICT DO NOTHING)
            """;
    private static final String ANSWER = "SELECT account FROM written";

    private final SqlText sql;
    private final Map<Shape, SnapshotStatement> statements = new ConcurrentHashMap<>();

    SnapshotStatements(SqlText sql) {
        this.sql = sql;
    }

    /**
     * How many rows of each part: the number itself for few rows, 0 for any number in arrays. Parts without rows are
     * missing.
     *
     * @param searched whether the ledger is searched for some keys. If not, a key that was used fails the statement
     */
    record Shape(Map<Part, Integer> rows, boolean searched) {
        private static final int FEW = 3;

        /** The shape for so many rows: arrays, unless there is one account with few of everything. */
        static Shape of(SnapshotRows rows) {
            boolean few = rows.of(Part.ACCOUNTS).size() == 1;
            for (Part part : Part.ALL) {
                few &= rows.of(part).size() <= FEW;
            }
            Map<Part, Integer> shape = new EnumMap<>(Part.class);
            for (Part part : Part.ALL) {
                int size = rows.of(part).size();
                if (size > 0) {
                    shape.put(part, few ? size : 0);
                }
            }
            return new Shape(shape, rows.searched());
        }

        boolean inArrays() {
            return rows.containsValue(0);
        }

        private int rowsOf(Part part) {
            return rows.getOrDefault(part, 0);
        }
    }

    /** The statement for a shape. */
    SnapshotStatement of(Shape shape) {
        // why get first: computeIfAbsent may lock what is there already
        SnapshotStatement known = statements.get(shape);
        return known == null ? statements.computeIfAbsent(shape, this::write) : known;
    }

    private SnapshotStatement write(Shape shape) {
        return shape.inArrays()
                ? SnapshotStatement.ofArrays(sql.of(forMany(shape)))
                : SnapshotStatement.ofValues(sql.of(forOne(shape)));
    }

    /** The accounts are locked first, each by one search, and then written where they were found. */
    private static String forMany(Shape shape) {
        StringBuilder text = new StringBuilder(LOCK_MANY.replace("[UNUSED]", unusedOfMany(shape)));
        text.append(Part.ACCOUNTS
                .inArrays(UPDATE.replace("[ACCOUNT]", ":account"))
                .replace("[ACCOUNTS]", "FROM " + Part.ACCOUNTS.arrays())
                .replace("[PLACE]", "r.place"));
        for (Part part : shape.rows().keySet()) {
            text.append(part.inArrays(statement(part)
                            .replace("[ROW]", "")
                            .replace("[ROWS]", "[ROWS] JOIN written w ON w.account = :account"))
                    .replace("[ROWS]", part.arrays()));
        }
        return text.append(ANSWER).toString();
    }

    private static String unusedOfMany(Shape shape) {
        if (!shape.rows().containsKey(Part.KEYS)) {
            return "";
        }
        String used = shape.searched() ? USED + " OR (:searched AND " + USED_IN_LEDGER + ")" : USED;
        return UNUSED_OF_MANY.replace("[USED]", used.replace(":", "k.")).replace("[KEYS]", Part.KEYS.arrays());
    }

    /** Each row is written by a part of its own, whose values are parameters: there is nothing to join. */
    private static String forOne(Shape shape) {
        StringBuilder unused = new StringBuilder();
        for (int row = 0; row < shape.rowsOf(Part.KEYS); row++) {
            unused.append(Part.KEYS.inValues(" AND " + USED + " IS NULL", row));
            if (shape.searched()) {
                unused.append(Part.KEYS.inValues(" AND " + USED_IN_LEDGER + " IS NULL", row));
            }
        }
        StringBuilder text = new StringBuilder("WITH ");
        text.append(Part.ACCOUNTS
                .inValues(UPDATE.replace("[ACCOUNTS]", "").replace("[PLACE]", PLACE), 0)
                .replace("[ACCOUNT]", "0")
                .replace("[UNUSED]", unused));
        for (Part part : shape.rows().keySet()) {
            for (int row = 0; row < shape.rowsOf(part); row++) {
                text.append(part.inValues(statement(part), row)
                        .replace("[ROW]", String.valueOf(row))
                        .replace("[ROWS]", "written w"));
            }
        }
        return text.append(ANSWER).toString();
    }

    /** What writes rows of a part beside the account; nothing for those that are only looked for. */
    private static String statement(Part part) {
        return switch (part) {
            case ACCOUNTS, KEYS -> "";
            case ENTRIES -> ENTRIES;
            case USAGE -> USAGE;
            case GRANTS -> GRANTS;
            case NOTIFICATIONS -> NOTIFICATIONS;
        };
    }
}
