// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.reconcile;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to compare. Immutable; each method returns a new query. Thread-safe.
 *
 * @param kinds which kinds to tell of; empty for all
 * @param since invoices made then or later are compared, null for those of the last 35 days; payments, refunds and disputes
 *     from as much earlier as they may take to end. Subscriptions and ledgers are compared whatever their age
 * @param from where an earlier report ended ({@link DriftReport#next()}), null to begin
 * @param limit how many records one report looks at before it ends, 1 to 100,000; the last page may exceed it. 1,000 by
 *     default, which takes seconds
 */
public record DriftQuery(
        Set<DriftKind> kinds,
        @Nullable Instant since,
        @Nullable String from,
        int limit) {
    /** Everything, from the beginning. */
    public static final DriftQuery ALL = new DriftQuery(Set.of(), null, null, 1_000);

    public DriftQuery {
        kinds = Set.copyOf(kinds);
        if (limit < 1 || limit > 100_000) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID, "a drift report looks at 1 to 100,000 records, not " + limit);
        }
    }

    /** Only findings of these kinds. */
    public DriftQuery only(DriftKind... wanted) {
        return new DriftQuery(Set.of(wanted), since, from, limit);
    }

    /** With invoices made then or later. */
    public DriftQuery since(Instant created) {
        return new DriftQuery(kinds, created, from, limit);
    }

    /** From where an earlier report ended. */
    public DriftQuery from(String position) {
        return new DriftQuery(kinds, since, position, limit);
    }

    /** Looking at so many records. */
    public DriftQuery limit(int records) {
        return new DriftQuery(kinds, since, from, records);
    }

    /** True for a kind that is to be told. */
    public boolean wants(DriftKind kind) {
        return kinds.isEmpty() || kinds.contains(kind);
    }
}
