// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.RepairReceipt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares one kind of records, a page at a time, in bounded memory. To compare something else, write another one and
 * name it in {@link DriftChecks#of}. Thread-safe.
 */
interface DriftCheck {
    /** What its positions are stored under; letters and underscores, never renamed. */
    String name();

    /**
     * Looks at a page of records.
     *
     * @param position where to begin: what the page before said, empty for the first one
     * @param since records made before then need not be looked at, where their age counts
     */
    Page page(String position, Instant since, Instant now);

    /** Looks at the subject of a finding again; empty when this check cannot have found it. */
    Optional<List<Drift>> again(DriftFinding finding, Instant now);

    /**
     * What was found.
     *
     * @param drifts what differs
     * @param looked how many records were looked at
     * @param next where the next page begins, null when this was the last one
     */
    record Page(List<Drift> drifts, int looked, @Nullable String next) {}

    /**
     * Something that differs.
     *
     * @param finding what is told of it
     * @param repair what mends it, null when it needs a person
     */
    record Drift(DriftFinding finding, @Nullable Repair repair) {}

    /** Mends something: once, in one transaction, however often it is called. */
    interface Repair {
        RepairReceipt carryOut(Attribution by);
    }
}
