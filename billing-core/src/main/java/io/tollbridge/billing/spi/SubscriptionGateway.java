// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.payment.CancelTiming;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.GatewaySubscription;
import io.tollbridge.billing.payment.PlanChange;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.payment.SubscriptionRequest;

/**
 * Subscriptions at the payment service. Every failure is a {@link GatewayException}; after
 * {@code GATEWAY_OUTCOME_UNKNOWN} repeat the call with the same key within 24 hours, later read the record first.
 * Thread-safe.
 */
public interface SubscriptionGateway {
    /** Subscribes a customer, paid with the stored card. */
    GatewaySubscription createSubscription(SubscriptionRequest request);

    /** Changes price or quantity of a subscription with one item. */
    GatewaySubscription changePlan(PlanChange change);

    /** Ends a subscription. */
    GatewaySubscription cancelSubscription(String subscriptionId, CancelTiming timing, RequestKey key);

    /**
     * Takes a planned end back, or lets a paused subscription go on. A subscription that needs neither stays as it is.
     *
     * @throws GatewayException with {@code GATEWAY_REJECTED} when it has ended already
     */
    GatewaySubscription resumeSubscription(String subscriptionId, RequestKey key);
}
