// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

/**
 * An operation key of one tenant.
 *
 * @param tenantId the tenant
 * @param stored the key in its stored form
 */
public record StoredKey(String tenantId, String stored) {}
