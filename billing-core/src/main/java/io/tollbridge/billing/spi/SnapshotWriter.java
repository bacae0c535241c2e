// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.BillingStoreException;
import java.util.List;
import java.util.Set;

/**
 * Writes what was decided on accounts that were not locked, only remembered. It checks what was remembered while it
 * writes, and waits for nobody. Thread-safe.
 */
public interface SnapshotWriter {
    /**
     * Writes changes in one step that commits by itself. Each change is written as a whole or not at all. It is not
     * written when the account is not the remembered one any more, when somebody has it locked, when one of the keys
     * was used, or when it is of a kind that this writer leaves to {@link StoreTransaction#apply}.
     *
     * @param changes one for each tenant
     * @return the tenants whose changes are written and committed
     * @throws BillingStoreException nothing is written, except with {@code OUTCOME_UNKNOWN}
     */
    Set<String> write(List<Change> changes);

    /**
     * What was decided for one tenant on a remembered account.
     *
     * @param change what to write; its {@code before} is the remembered account, without holds
     * @param keys stored forms of keys that were taken for unused
     */
    record Change(AccountChange change, Set<String> keys) {
        public Change {
            keys = Set.copyOf(keys);
        }
    }
}
