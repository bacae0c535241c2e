// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.reconcile;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What differs.
 *
 * @param at when it was compared
 * @param findings what differs, in the order in which it was found
 * @param looked how many records were looked at
 * @param next where to go on with {@link DriftQuery#from(String)}, empty when everything was looked at
 */
public record DriftReport(Instant at, List<DriftFinding> findings, int looked, Optional<String> next) {
    public DriftReport {
        findings = List.copyOf(findings);
    }
}
