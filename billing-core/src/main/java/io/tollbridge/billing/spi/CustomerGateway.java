// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.payment.CustomerAttempt;
import io.tollbridge.billing.payment.GatewayCustomer;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.PaymentMethod;
import io.tollbridge.billing.payment.PortalRequest;
import java.time.Instant;
import java.util.Optional;

/** Customers at the payment service. Every failure is a {@link GatewayException}. Thread-safe. */
public interface CustomerGateway {
    /**
     * The one customer of an attempt: made now, or found when it had been made already. Safe to repeat at any time and on
     * several nodes at once; one attempt never makes two.
     *
     * @param attempt stored and committed before
     * @param now the time, to tell whether the service still knows the attempt's key
     * @throws GatewayException with {@code GATEWAY_ATTEMPT_SPENT} when this attempt has made no customer and never will,
     *     so that a new attempt may be stored; with {@code GATEWAY_OUTCOME_UNKNOWN} when it is to be repeated
     */
    GatewayCustomer createCustomer(CustomerAttempt attempt, Instant now);

    /** The customer, also when it was deleted; empty when the account never had it. */
    Optional<GatewayCustomer> getCustomer(String customerId);

    /** Gives the customer another e-mail address. Repeating it changes nothing. */
    void updateEmail(String customerId, String email);

    /**
     * What the customer has chosen to pay with: the default, else that of a subscription, else what was kept for later when
     * it paid last on a page. Empty when there is none, or the customer is deleted.
     */
    Optional<PaymentMethod> defaultPaymentMethod(String customerId);

    /** A page on which the customer manages cards, invoices and subscriptions. Every call makes a new one. */
    HostedPage createPortalSession(PortalRequest request);
}
