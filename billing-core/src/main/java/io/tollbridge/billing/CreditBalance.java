// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's credits at one moment.
 *
 * @param tenantId the tenant
 * @param subscription spendable credits of the current slice
 * @param bundle spendable credits of bundle lots
 * @param held credits in open holds
 * @param frozen credits out of reach by disputes
 * @param debt credits owed
 * @param allowance effective allowance of the current slice
 * @param used credits of the current slice that were used
 * @param nextResetAt when the next slice is due, null when none is
 * @param planName id of the plan that the current slice was granted for, null when there is none
 */
public record CreditBalance(
        String tenantId,
        long subscription,
        long bundle,
        long held,
        long frozen,
        long debt,
        long allowance,
        long used,
        @Nullable Instant nextResetAt,
        @Nullable String planName) {
    /** Credits that a deduction can use: subscription and bundle. */
    public long spendable() {
        return subscription + bundle;
    }
}
