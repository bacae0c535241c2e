// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a tenant's automatic purchases stand.
 *
 * @param enabled true when the tenant has switched them on
 * @param suspended true after too many failures or a hard decline, until another card is there, a purchase succeeds, or
 *     an admin resumes
 * @param failures how many attempts failed in a row
 * @param nextAttemptAt no attempt before this instant, null for no wait
 * @param disputed true while money is at risk in a dispute, and after a dispute about an automatic purchase until an admin
 *     resumes
 * @param stoppedByAdmin true when an admin stopped them
 * @param haltedForAll true when the kill switch is on
 * @param purchases how many automatic purchases of the current period are open or granted
 * @param minorUnits what those cost
 */
public record AutoPurchaseStatus(
        boolean enabled,
        boolean suspended,
        int failures,
        @Nullable Instant nextAttemptAt,
        boolean disputed,
        boolean stoppedByAdmin,
        boolean haltedForAll,
        int purchases,
        long minorUnits) {}
