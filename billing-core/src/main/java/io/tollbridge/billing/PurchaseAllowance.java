// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/**
 * How many more purchases a tenant may begin.
 *
 * @param today on this day, in UTC
 * @param inPeriod in the current slice, or the month where there is none
 * @param bundles how many bundles one purchase may have
 */
public record PurchaseAllowance(int today, int inPeriod, long bundles) {}
