// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

/**
 * The end of a tenant's ledger.
 *
 * @param seq position of the last row, 0 for an empty ledger
 * @param hash of the last row, {@link ChainHash#GENESIS} for an empty ledger
 */
public record LedgerHead(long seq, ChainHash hash) {
    /** The head of a ledger without rows. */
    public static final LedgerHead EMPTY = new LedgerHead(0, ChainHash.GENESIS);
}
