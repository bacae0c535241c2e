// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

/**
 * Of how many tenants that want automatic purchases something keeps them from being made. A tenant may be in several.
 *
 * @param suspended after failures
 * @param stopped by an admin
 * @param disputed because of money at risk, or a dispute that an admin has not ended
 */
public record BreakerCounts(long suspended, long stopped, long disputed) {}
