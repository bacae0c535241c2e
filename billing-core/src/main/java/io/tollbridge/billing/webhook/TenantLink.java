// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

/**
 * Which Stripe customer a tenant is.
 *
 * @param tenantId the tenant
 * @param customerId Stripe's id of the customer
 * @param livemode true for real money; a tenant may have one customer in each mode
 */
public record TenantLink(String tenantId, String customerId, boolean livemode) {}
