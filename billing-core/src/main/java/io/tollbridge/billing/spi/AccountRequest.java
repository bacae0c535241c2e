// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import java.util.Set;

/**
 * One account to lock.
 *
 * @param tenantId the tenant
 * @param create true when the tenant is to be made known if it is not
 * @param holdIds the holds to load with it, in any state; unknown ids are left out
 * @param subscriptionIds the subscriptions to load with it besides the ruling one; unknown ids are left out
 * @param purchaseIds the purchases to load with it besides the open ones; unknown ids are left out
 */
public record AccountRequest(
        String tenantId, boolean create, Set<String> holdIds, Set<String> subscriptionIds, Set<String> purchaseIds) {
    public AccountRequest {
        holdIds = Set.copyOf(holdIds);
        subscriptionIds = Set.copyOf(subscriptionIds);
        purchaseIds = Set.copyOf(purchaseIds);
    }

    /** A request that names no purchases. */
    public AccountRequest(String tenantId, boolean create, Set<String> holdIds, Set<String> subscriptionIds) {
        this(tenantId, create, holdIds, subscriptionIds, Set.of());
    }
}
