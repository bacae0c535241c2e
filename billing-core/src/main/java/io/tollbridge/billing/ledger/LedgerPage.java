// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

import java.util.List;

/**
 * A stretch of a tenant's ledger, oldest row first.
 *
 * @param entries the rows
 * @param nextAfter pass it as {@code afterSeq} to read on
 * @param last true when no row follows
 */
public record LedgerPage(List<LedgerEntry> entries, long nextAfter, boolean last) {
    public LedgerPage {
        entries = List.copyOf(entries);
    }
}
