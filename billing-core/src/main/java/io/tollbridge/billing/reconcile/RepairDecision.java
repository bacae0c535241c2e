// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.reconcile;

/**
 * Who has something repaired, and why; kept with the ledger rows that the repair writes, and in the log.
 *
 * @param actor who decides; 1 to 255 characters
 * @param reason why; 1 to 255 characters, no personal data
 * @param dryRun true to change nothing and only be told what would be done
 */
public record RepairDecision(String actor, String reason, boolean dryRun) {
    /** A decision to be carried out. */
    public static RepairDecision by(String actor, String reason) {
        return new RepairDecision(actor, reason, false);
    }

    /** The same decision, to be told what it would do. */
    public RepairDecision asDryRun() {
        return new RepairDecision(actor, reason, true);
    }
}
