// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.assertion;

import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerPage;
import io.tollbridge.billing.ledger.Pool;
import java.util.List;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a stretch of a ledger. Each failure shows its rows as {@code seq TYPE POOL amount}. */
public final class LedgerPageAssert extends AbstractAssert<LedgerPageAssert, LedgerPage> {
    LedgerPageAssert(LedgerPage actual) {
        super(actual, LedgerPageAssert.class);
    }

    /** Some row has this type and moved its pool by so many credits, whichever pool that is. */
    public LedgerPageAssert containsEntry(EntryType type, long amount) {
        return contains(row -> row.type() == type && row.amount() == amount, type + " " + amount);
    }

    /** Some row has this type and moved this pool by so many credits. */
    public LedgerPageAssert containsEntry(EntryType type, Pool pool, long amount) {
        return contains(
                row -> row.type() == type && row.pool() == pool && row.amount() == amount,
                type + " " + pool + " " + amount);
    }

    /** No row has this type. */
    public LedgerPageAssert doesNotContainEntry(EntryType type) {
        isNotNull();
        if (actual.entries().stream().anyMatch(row -> row.type() == type)) {
            throw failure("expected no row %s in the ledger%s", type, rows());
        }
        return this;
    }

    /** There are so many rows. */
    public LedgerPageAssert hasSize(int rows) {
        isNotNull();
        int found = actual.entries().size();
        if (found != rows) {
            throw failureWithActualExpected(
                    found, rows, "expected <%d> rows in the ledger but found <%d>%s", rows, found, rows());
        }
        return this;
    }

    private LedgerPageAssert contains(Predicate<LedgerEntry> wanted, String inWords) {
        isNotNull();
        if (actual.entries().stream().noneMatch(wanted)) {
            throw failure("expected a row %s in the ledger%s", inWords, rows());
        }
        return this;
    }

    private String rows() {
        List<String> rows = actual.entries().stream()
                .map(row -> "\n  " + row.seq() + " " + row.type() + " " + row.pool() + " " + row.amount())
                .toList();
        return rows.isEmpty() ? ", which is empty" : ":" + String.join("", rows);
    }
}
