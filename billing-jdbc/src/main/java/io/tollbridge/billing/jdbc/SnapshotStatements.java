// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * One statement for everything that deductions write. It locks the accounts that still have the version and the ledger
 * head that was decided on, that nobody has locked, and of whose keys none was used; it writes their rows, and answers
 * with their tenants. Committed by itself it is one round trip, however many accounts.
 *
 * <p>Under READ COMMITTED a row that was changed after the statement began is looked at again once it is locked, and its
 * version is another one then. The search for keys is not repeated: it needs not be, because whatever uses a key up
 * changes the version. Under a stricter isolation the statement fails instead.
 *
 * <p>Immutable and thread-safe.
 */
final class SnapshotStatements {
    private static final String LOCK = """
            WITH locked AS MATERIALIZED (
                SELECT q.* FROM [ACCOUNTS] q JOIN {billing_credits} a
                    ON a.tenant_id = q.tenant_id AND a.version = q.version_before AND a.ledger_hash = q.hash_before[UNUSED]
                FOR UPDATE OF a SKIP LOCKED),
            """;
    private static final String UNUSED = """

                WHERE q.account NOT IN (SELECT k.account FROM [KEYS] k
                    WHERE EXISTS (SELECT 1 FROM {credit_transactions} t
                            WHERE t.tenant_id = k.tenant_id AND t.idempotency_key = k.used_key)
                        OR EXISTS (SELECT 1 FROM {billing_operation_keys} o
                            WHERE o.tenant_id = k.tenant_id AND o.idempotency_key = k.used_key))""";
    private static final String UPDATE = """
            written AS (
                UPDATE {billing_credits} a SET sub_used = l.sub_used, sub_remaining = l.sub_remaining,
                    sub_bundle_used = l.sub_bundle_used, sub_thresholds = l.sub_thresholds,
                    bundle_remaining = l.bundle_remaining, debt = l.debt, ledger_seq = l.ledger_seq,
                    ledger_hash = l.ledger_hash, next_due_at = l.next_due_at, version = l.version
                FROM locked l WHERE a.tenant_id = l.tenant_id
                RETURNING l.account, a.tenant_id)
            """;
    private static final String ENTRIES = """
            , entries AS (
                INSERT INTO {credit_transactions} (tenant_id, seq, operation_id, related_operation_id, type, pool, grant_id,
                    amount, balance_after, spendable_after, feature, idempotency_key, fingerprint, created_at, hash)
                SELECT w.tenant_id, r.seq, r.operation_id, 0, r.type, r.pool, r.grant_id, r.amount, r.balance_after,
                    r.spendable_after, r.feature, r.idempotency_key, r.fingerprint, r.created_at, r.hash
                FROM [ENTRIES] r JOIN written w ON w.account = r.account)
            """;
    private static final String USAGE = """
            , usage AS (
                INSERT INTO {billing_usage} AS t (tenant_id, usage_day, feature, uses, credits, refused, waived)
                SELECT w.tenant_id, r.usage_day::date, r.feature, r.uses, r.credits, r.refused, 0
                FROM [USAGE] r JOIN written w ON w.account = r.account
                ON CONFLICT (tenant_id, usage_day, feature) DO UPDATE SET uses = t.uses + EXCLUDED.uses,
                    credits = t.credits + EXCLUDED.credits, refused = t.refused + EXCLUDED.refused)
            """;
    private static final String GRANTS = """
            , grants AS (
                UPDATE {credit_grants} t SET state = r.state, remaining = r.remaining, live = r.live
                FROM [GRANTS] r JOIN written w ON w.account = r.account
                WHERE t.tenant_id = w.tenant_id AND t.grant_id = r.grant_id)
            """;
    private static final String NOTIFICATIONS = """
            , notifications AS (
                INSERT INTO {billing_notifications}
                    (tenant_id, notification_key, kind, status, threshold, crossed, detail, created_at, deliver_at,
                    delivered, delivery_attempts)
                SELECT w.tenant_id, r.notification_key, r.kind, r.status, r.threshold, r.crossed, r.detail, r.created_at,
                    r.deliver_at, '', 0
                FROM [NOTIFICATIONS] r JOIN written w ON w.account = r.account
                ON CONFLICT DO NOTHING)
            """;
    private static final String ANSWER = "SELECT tenant_id FROM written";

    private final SqlText sql;
    private final Map<Shape, String> texts = new ConcurrentHashMap<>();

    SnapshotStatements(SqlText sql) {
        this.sql = sql;
    }

    /** A part of what is written, in the order in which its parameters stand in the statement. */
    enum Part {
        ACCOUNTS(
                "account int4",
                "tenant_id text",
                "version_before int8",
                "hash_before bytea",
                "sub_used int8",
                "sub_remaining int8",
                "sub_bundle_used int8",
                "sub_thresholds int4",
                "bundle_remaining int8",
                "debt int8",
                "ledger_seq int8",
                "ledger_hash bytea",
                "next_due_at int8",
                "version int8"),
        KEYS("account int4", "tenant_id text", "used_key text"),
        ENTRIES(
                "account int4",
                "seq int8",
                "operation_id int8",
                "type text",
                "pool text",
                "grant_id int8",
                "amount int8",
                "balance_after int8",
                "spendable_after int8",
                "feature text",
                "idempotency_key text",
                "fingerprint int8",
                "created_at int8",
                "hash bytea"),
        USAGE("account int4", "usage_day text", "feature text", "uses int8", "credits int8", "refused int8"),
        GRANTS("account int4", "grant_id int8", "state text", "remaining int8", "live bool"),
        NOTIFICATIONS(
                "account int4",
                "notification_key text",
                "kind text",
                "status text",
                "threshold int4",
                "crossed text",
                "detail text",
                "created_at int8",
                "deliver_at int8");

        // immutable lists, which the checker cannot tell
        @SuppressWarnings("ImmutableEnumChecker")
        private final List<String> names;

        @SuppressWarnings("ImmutableEnumChecker")
        private final List<String> types;

        Part(String... columns) {
            names = Arrays.stream(columns)
                    .map(column -> column.substring(0, column.indexOf(' ')))
                    .toList();
            types = Arrays.stream(columns)
                    .map(column -> column.substring(column.indexOf(' ') + 1))
                    .toList();
        }

        /** The SQL types of its columns. */
        List<String> types() {
            return types;
        }

        /** So many rows as parameters; 0 for rows in arrays, whose length the statement does not know. */
        private String source(int rows) {
            String alias = "r(" + String.join(", ", names) + ")";
            if (rows == 0) {
                // why (SELECT ..): it hides the length of the array, so that the database comes to keep one plan for
                // all
                return types.stream()
                        .map(type -> "(SELECT ?::" + type + "[])")
                        .collect(Collectors.joining(", ", "(SELECT * FROM unnest(", ") " + alias + ")"));
            }
            String row = types.stream().map(type -> "?::" + type).collect(Collectors.joining(", ", "(", ")"));
            return "(SELECT * FROM (VALUES " + String.join(", ", Collections.nCopies(rows, row)) + ") " + alias + ")";
        }
    }

    /**
     * How many rows of each part: the number itself for few rows, 0 for any number in arrays. Parts without rows are
     * missing.
     */
    record Shape(Map<Part, Integer> rows) {
        private static final int FEW = 3;

        /** The shape for so many rows: arrays, unless there is one account with few of everything. */
        static Shape of(SnapshotRows rows) {
            boolean few = rows.of(Part.ACCOUNTS).size() == 1
                    && Arrays.stream(Part.values())
                            .allMatch(part -> rows.of(part).size() <= FEW);
            Map<Part, Integer> shape = new EnumMap<>(Part.class);
            for (Part part : Part.values()) {
                int size = rows.of(part).size();
                if (size > 0) {
                    shape.put(part, few ? size : 0);
                }
            }
            return new Shape(shape);
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
        StringBuilder text =
                new StringBuilder(LOCK.replace("[UNUSED]", shape.rows().containsKey(Part.KEYS) ? UNUSED : "") + UPDATE);
        for (Part part : shape.rows().keySet()) {
            text.append(
                    switch (part) {
                        case ACCOUNTS, KEYS -> "";
                        case ENTRIES -> ENTRIES;
                        case USAGE -> USAGE;
                        case GRANTS -> GRANTS;
                        case NOTIFICATIONS -> NOTIFICATIONS;
                    });
        }
        String written = text.append(ANSWER).toString();
        for (Map.Entry<Part, Integer> part : shape.rows().entrySet()) {
            written = written.replace(
                    "[" + part.getKey().name() + "]", part.getKey().source(part.getValue()));
        }
        return sql.of(written);
    }
}
