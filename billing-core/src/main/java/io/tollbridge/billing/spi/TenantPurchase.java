// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.account.Purchase;

/**
 * A purchase, and whose it is.
 *
 * @param tenantId the tenant
 * @param purchase the purchase
 */
public record TenantPurchase(String tenantId, Purchase purchase) {}
