// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.ledger.LedgerEntry;
import java.util.List;

/**
 * An operation that was carried out before.
 *
 * @param fingerprint of its request
 * @param legs its ledger rows in order; empty when it moved no credits
 * @param spendableAfter spendable credits after it
 */
public record StoredOperation(long fingerprint, List<LedgerEntry> legs, long spendableAfter) {
    public StoredOperation {
        legs = List.copyOf(legs);
    }
}
