// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.reconcile;

import java.util.List;

/**
 * What became of a finding.
 *
 * @param finding as it was given
 * @param result what became of it
 * @param steps what was done, or in a dry run would be done; empty unless repaired
 * @param message why nothing was done, empty when repaired
 */
public record RepairReceipt(DriftFinding finding, Result result, List<String> steps, String message) {
    public RepairReceipt {
        steps = List.copyOf(steps);
    }

    /** What can become of a finding. */
    public enum Result {
        /** The steps were committed; in a dry run they would be. */
        REPAIRED,
        /** It no longer differs: a webhook, or somebody else, was faster. Nothing was written. */
        NOTHING_LEFT,
        /** Nothing was written, because nothing but a person can decide it. */
        NEEDS_A_PERSON
    }
}
