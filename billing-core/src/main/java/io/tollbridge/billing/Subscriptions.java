// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.account.Subscription;
import java.util.Optional;

/** Plans of tenants. Thread-safe. */
public interface Subscriptions {
    /**
     * Puts a tenant on a plan without a Stripe price, and makes it known. Its first slice begins now; the next ones
     * each month after the first time that the tenant was put on such a plan, so that leaving and coming back inside a
     * month grants nothing twice. Repeating the call changes nothing. Another local plan takes effect by the rules of
     * plan changes.
     *
     * @throws OperationRejectedException with {@link ErrorCode#UNKNOWN_PLAN}, {@link ErrorCode#PLAN_NOT_LOCAL} or
     *     {@link ErrorCode#SUBSCRIPTION_ACTIVE} when a live Stripe subscription exists
     */
    void startLocalPlan(String tenantId, String planId);

    /** The subscription that the tenant's slices come from. */
    Optional<Subscription> current(String tenantId);
}
