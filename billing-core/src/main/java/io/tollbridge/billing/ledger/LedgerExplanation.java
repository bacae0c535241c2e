// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

import java.util.List;

/**
 * How a tenant's balance came to be, in words.
 *
 * @param tenantId the tenant
 * @param lines the explanation, line by line
 */
public record LedgerExplanation(String tenantId, List<String> lines) {
    public LedgerExplanation {
        lines = List.copyOf(lines);
    }

    /** The lines as one text. */
    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
