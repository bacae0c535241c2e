// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Reading and verifying ledgers. Thread-safe. */
public interface Ledger {
    /**
     * A stretch of a tenant's ledger.
     *
     * @param afterSeq 0 for the beginning, else {@link LedgerPage#nextAfter} of the page before
     * @param limit the most rows to return, 1 to 1,000
     */
    LedgerPage page(String tenantId, long afterSeq, int limit);

    /**
     * Recomputes a tenant's ledger from its first row: gaps, hashes, running balances, the account's balances and what
     * is left of each slice and lot. Reads one snapshot in pages; writers are not held up.
     */
    LedgerVerification verify(String tenantId);

    /**
     * Verifies every tenant's ledger, each on a snapshot of its own, with memory for one at a time.
     *
     * @param unsound gets each ledger in which something was found wrong, in order of tenant id
     */
    VerificationSummary verifyAll(Consumer<LedgerVerification> unsound);

    /** Derives the tenant's present balance from its ledger, in words. Reads one snapshot in pages. */
    LedgerExplanation explain(String tenantId);

    /**
     * Writes a tenant's whole ledger out, row by row, without holding it in memory.
     *
     * @throws UncheckedIOException when the target fails
     */
    void export(String tenantId, ExportFormat format, Appendable target);
}
