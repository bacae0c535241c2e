// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

/** Keys that this library reads from and writes to the metadata of Stripe objects. */
public final class StripeMetadata {
    /**
     * Metadata key for the host's tenant id. Set it on the subscription ({@code subscription_data.metadata} of a
     * Checkout session) when the Stripe customer was not made by this library.
     *
     * <p>It is a hint: the first event of a customer that carries it links the customer to the tenant, but only when that
     * tenant has no other customer yet. A customer that is linked already keeps its tenant whatever its metadata says.
     */
    public static final String TENANT = "tollbridge_tenant";

    /** Metadata key for the host's or this library's id of a purchase, on its payments, pages and refunds. */
    public static final String PURCHASE = "tollbridge_purchase";

    /** Metadata key for the idempotency key of the attempt that made the object, to find it again. */
    public static final String ATTEMPT = "tollbridge_attempt";

    private StripeMetadata() {}
}
