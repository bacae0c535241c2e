// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import java.util.List;

/**
 * A tenant for whom time has brought something due.
 *
 * @param tenantId the tenant
 * @param expiredHolds ids of its open holds whose time is over; empty when only slices or lots are due
 */
public record DueTenant(String tenantId, List<String> expiredHolds) {
    public DueTenant {
        expiredHolds = List.copyOf(expiredHolds);
    }
}
