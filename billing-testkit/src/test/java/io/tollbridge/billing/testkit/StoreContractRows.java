// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.ledger.ChainHash;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;

/** Ledger rows that no rule makes. */
final class StoreContractRows {
    private StoreContractRows() {}

    static LedgerEntry entry(long seq, EntryType type, Pool pool, long balanceAfter) {
        return new LedgerEntry(
                seq,
                seq,
                0,
                type,
                pool,
                1,
                1,
                balanceAfter,
                1,
                null,
                null,
                0,
                null,
                null,
                Samples.T0,
                ChainHash.GENESIS);
    }
}
