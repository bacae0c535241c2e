// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

/**
 * One use to be charged with one credit.
 *
 * @param tenant index of the tenant
 * @param tenantId the tenant
 * @param feature what is used
 * @param key makes it happen once
 */
record Use(int tenant, String tenantId, String feature, String key) {}
