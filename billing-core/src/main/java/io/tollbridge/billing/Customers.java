// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import java.util.Optional;

/** Links of tenants to Stripe customers, in the mode (live or test) of the configured gateway. Thread-safe. */
public interface Customers {
    /**
     * Links a tenant to its Stripe customer. Repeating the call changes nothing.
     *
     * @throws OperationRejectedException with {@link ErrorCode#CUSTOMER_LINK_CONFLICT} when either is linked otherwise
     */
    void link(String tenantId, String stripeCustomerId);

    /** The Stripe customer of a tenant. */
    Optional<String> customerOf(String tenantId);
}
