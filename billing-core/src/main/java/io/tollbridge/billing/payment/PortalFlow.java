// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

/** What the customer portal opens with. After a flow the portal leads back to the return URL. */
public sealed interface PortalFlow {
    /** The portal's first page. */
    record FirstPage() implements PortalFlow {}

    /** Entering another card. */
    record UpdatePaymentMethod() implements PortalFlow {}

    /** Cancelling a subscription, by the rules of the portal's configuration. */
    record CancelSubscription(String subscriptionId) implements PortalFlow {}

    /** Choosing another plan. */
    record ChangePlan(String subscriptionId) implements PortalFlow {}
}
