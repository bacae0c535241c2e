// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.reconcile;

import io.tollbridge.billing.payment.RecordKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that differs.
 *
 * @param kind how
 * @param record what kind of record it is about, null when it is about a tenant's ledger
 * @param subject the service's id of the record, or the tenant's id where {@code record} is null
 * @param tenantId whose it is, null when that is not known
 * @param message what differs, and what to do when there is no repair; no secret, no personal data
 * @param repair what a repair would do, step by step, as tried just now; empty when it needs a person
 */
public record DriftFinding(
        DriftKind kind,
        @Nullable RecordKind record,
        String subject,
        @Nullable String tenantId,
        String message,
        List<String> repair) {
    public DriftFinding {
        repair = List.copyOf(repair);
    }

    /** True when {@link Reconciliation#repair} can mend it. */
    public boolean repairable() {
        return !repair.isEmpty();
    }
}
