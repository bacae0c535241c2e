// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.payment.GatewayException;
import java.util.Optional;

/** Links of tenants to Stripe customers, in the mode (live or test) of the configured gateway. Thread-safe. */
public interface Customers {
    /**
     * The tenant's Stripe customer, which is made when there is none yet. However many threads and nodes call this, and
     * wherever one of them crashes, there is one customer and one link.
     *
     * <p>Before anything is sent, an attempt with a random id is stored and committed; everybody sends that attempt under
     * its key, and whoever comes after a crash goes on with it. After 24 hours, when Stripe has forgotten the key, the
     * customers of that time are listed instead.
     *
     * <p>A linked customer is looked up at Stripe. One that was deleted there is replaced by a new one: what was stored
     * with it, such as cards, is lost, and its subscriptions have been canceled by Stripe. An e-mail that was
     * {@linkplain #setBillingEmail set} since is brought to Stripe; when Stripe cannot be reached just now, the link is
     * returned all the same, and the next call brings the e-mail.
     *
     * <p>Asks Stripe, so never call this inside a database transaction of the host.
     *
     * @return Stripe's id of the customer
     * @throws GatewayException when there is no customer yet and Stripe does not answer as it must; repeat the call. With
     *     {@link ErrorCode#GATEWAY_OBJECT_UNKNOWN} when the linked customer does not exist in the account of the API key;
     *     it is not replaced, because that key may be of another account
     * @throws OperationRejectedException with {@link ErrorCode#TENANT_ERASED} for a tenant that was erased
     */
    String ensureStripeCustomer(String tenantId);

    /**
     * Stores the tenant's billing e-mail, which the next {@link #ensureStripeCustomer} brings to Stripe. An address that
     * the customer has changed at Stripe since is left alone as long as this one stays the same.
     *
     * @param email 3 to 254 characters with an {@code @} inside and no blanks
     * @throws OperationRejectedException with {@link ErrorCode#TENANT_ERASED} for a tenant that was erased
     */
    void setBillingEmail(String tenantId, String email);

    /** The tenant's billing e-mail. */
    Optional<String> billingEmail(String tenantId);

    /**
     * Links a tenant to its Stripe customer. Repeating the call changes nothing.
     *
     * @throws OperationRejectedException with {@link ErrorCode#CUSTOMER_LINK_CONFLICT} when either is linked otherwise,
     *     with {@link ErrorCode#TENANT_ERASED} for a tenant that was erased
     */
    void link(String tenantId, String stripeCustomerId);

    /**
     * Ends the link between a tenant and a customer, such as one that was left behind in another account. The customer
     * stays as it is at Stripe. Does nothing when they are not linked.
     */
    void unlink(String tenantId, String stripeCustomerId);

    /** The Stripe customer of a tenant. */
    Optional<String> customerOf(String tenantId);
}
