// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

import java.util.List;

/**
 * What verifying one tenant's ledger found.
 *
 * @param tenantId the tenant
 * @param entriesChecked how many rows were read
 * @param findings everything that does not add up; empty when the ledger is sound
 */
public record LedgerVerification(String tenantId, long entriesChecked, List<LedgerFinding> findings) {
    public LedgerVerification {
        findings = List.copyOf(findings);
    }

    /** True when nothing was found wrong. */
    public boolean sound() {
        return findings.isEmpty();
    }
}
