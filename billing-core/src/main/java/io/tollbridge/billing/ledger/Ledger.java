// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

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
}
