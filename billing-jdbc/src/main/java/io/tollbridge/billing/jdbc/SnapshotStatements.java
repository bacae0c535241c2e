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
                WHERE o.tenant_id = k.tenant_id AND o.idempotency_key = k.used_key)""";
    private static final String USED_IN_LEDGER = """
             OR (k.searched AND (SELECT TRUE FROM {credit_transactions} t
                WHERE t.tenant_id = k.tenant_id AND t.idempotency_key = k.used_key))""";
    private static final String PLACE = """
            (SELECT l.ctid FROM {billing_credits} l
                WHERE l.tenant_id = r.tenant_id AND l.version = r.version_before AND l.ledger_hash = r.hash_before[UNUSED]
                FOR UPDATE SKIP LOCKED)""";
    private static final String LOCK_MANY = "WITH locked AS MATERIALIZED (SELECT r.at, " + PLACE.replace("[UNUSED]", "")
            + " AS place FROM " + SnapshotColumns.LOCKS + "[UNUSED]), ";
    private static final String UNUSED_OF_MANY =
            " WHERE r.at <> ALL (ARRAY(SELECT k.account FROM [KEYS] WHERE [USED]))";
    private static final String UNUSED_OF_ONE = " AND NOT EXISTS (SELECT 1 FROM [KEYS] WHERE [USED])";
    private static final String UPDATE = """
            written AS (
                UPDATE {billing_credits} a SET sub_used = :sub_used, sub_remaining = :sub_remaining,
                    sub_bundle_used = :sub_bundle_used, sub_thresholds = :sub_thresholds,
                    bundle_remaining = :bundle_remaining, debt = :debt, ledger_seq = :ledger_seq,
                    ledger_hash = :ledger_hash, next_due_at = :next_due_at, version = :version
                FROM [ACCOUNTS] WHERE a.ctid = [PLACE]
                RETURNING :account AS account, a.tenant_id)
            """;
    private static final String ENTRIES = """
            , entries AS (
                INSERT INTO {credit_transactions} (tenant_id, seq, operation_id, related_operation_id, type, pool, grant_id,
                    amount, balance_after, spendable_after, feature, idempotency_key, fingerprint, created_at, hash)
                SELECT w.tenant_id, :seq, :operation_id, 0, :type, :pool, :grant_id, :amount, :balance_after,
                    :spendable_after, :feature, :idempotency_key, :fingerprint, :created_at, :hash
                FROM [ENTRIES] JOIN written w ON w.account = :account)
            """;
    private static final String USAGE = """
            , usage AS (
                INSERT INTO {billing_usage} AS t (tenant_id, usage_day, feature, uses, credits, refused, waived)
                SELECT w.tenant_id, :usage_day, :feature, :uses, :credits, :refused, 0
                FROM [USAGE] JOIN written w ON w.account = :account
                ON CONFLICT (tenant_id, usage_day, feature) DO UPDATE SET uses = t.uses + EXCLUDED.uses,
                    credits = t.credits + EXCLUDED.credits, refused = t.refused + EXCLUDED.refused)
            """;
    private static final String GRANTS = """
            , grants AS (
                UPDATE {credit_grants} t SET state = :state, remaining = :remaining, live = :live
                FROM [GRANTS] JOIN written w ON w.account = :account
                WHERE t.tenant_id = w.tenant_id AND t.grant_id = :grant_id)
            """;
    private static final String NOTIFICATIONS = """
            , notifications AS (
                INSERT INTO {billing_notifications}
                    (tenant_id, notification_key, kind, status, threshold, crossed, detail, created_at, deliver_at,
                    delivered, delivery_attempts)
                SELECT w.tenant_id, :notification_key, :kind, :status, :threshold, :crossed, :detail, :created_at,
                    :deliver_at, '', 0
                FROM [NOTIFICATIONS] JOIN written w ON w.account = :account
                ON CONFLICT DO NOTHING)
            """;
    private static final String ANSWER = "SELECT account FROM written";

    private final SqlText sql;
    private final Map<Shape, String> texts = new ConcurrentHashMap<>();

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
            for (Part part : Part.values()) {
                few &= rows.of(part).size() <= FEW;
            }
            Map<Part, Integer> shape = new EnumMap<>(Part.class);
            for (Part part : Part.values()) {
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
    }

    /** The statement for a shape. */
    String text(Shape shape) {
        return texts.computeIfAbsent(shape, this::write);
    }

    private String write(Shape shape) {
        StringBuilder text = new StringBuilder(shape.inArrays() ? lockMany(shape) : lockOne(shape));
        for (Part part : shape.rows().keySet()) {
            text.append(
                    switch (part) {
                        case ACCOUNTS, KEYS -> "";
                        case ENTRIES -> in(part, ENTRIES, shape);
                        case USAGE -> in(part, USAGE, shape);
                        case GRANTS -> in(part, GRANTS, shape);
                        case NOTIFICATIONS -> in(part, NOTIFICATIONS, shape);
                    });
        }
        return sql.of(text.append(ANSWER).toString());
    }

    /** The accounts are locked first, each by one search, and then written where they were found. */
    private static String lockMany(Shape shape) {
        return LOCK_MANY.replace("[UNUSED]", unused(shape, UNUSED_OF_MANY))
                + in(Part.ACCOUNTS, UPDATE, shape).replace("[PLACE]", "r.place");
    }

    private static String lockOne(Shape shape) {
        return "WITH "
                + in(Part.ACCOUNTS, UPDATE, shape)
                        .replace("[PLACE]", PLACE.replace("[UNUSED]", unused(shape, UNUSED_OF_ONE)));
    }

    private static String unused(Shape shape, String condition) {
        return shape.rows().containsKey(Part.KEYS)
                ? in(Part.KEYS, condition, shape).replace("[USED]", shape.searched() ? USED + USED_IN_LEDGER : USED)
                : "";
    }

    /** The part's statement with its columns and their source put in. */
    private static String in(Part part, String statement, Shape shape) {
        int rows = shape.rows().getOrDefault(part, 0);
        return part.read(statement, rows).replace("[" + part.name() + "]", part.source(rows));
    }
}
