// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;

/**
 * How far a tenant's local plan has been granted. It outlives the plan, so that leaving a free plan and coming back
 * inside the same month does not grant the month twice.
 *
 * @param anchor when the tenant was first put on a local plan
 * @param grantedUntil end of the last slice that was granted
 */
public record LocalClock(Instant anchor, Instant grantedUntil) {}
