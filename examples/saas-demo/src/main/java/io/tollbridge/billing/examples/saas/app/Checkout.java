// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.payment.CancelTiming;
import io.tollbridge.billing.payment.CheckoutRequest;
import io.tollbridge.billing.payment.CheckoutRequest.PlanSubscription;
import io.tollbridge.billing.payment.GatewaySubscription;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.PortalRequest;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.payment.SubscriptionRequest;
import io.tollbridge.billing.spi.PaymentGateway;
import jakarta.servlet.http.HttpServletRequest;

/** What has to do with money. None of it grants a credit: credits come with Stripe's webhooks. */
final class Checkout {
    private final BillingService billing;
    private final PaymentGateway stripe;
    private final String price;

    Checkout(BillingService billing, PaymentGateway stripe, String price) {
        this.billing = billing;
        this.stripe = stripe;
        this.price = price;
    }

    /** Makes the customer at Stripe when there is none yet, and answers with the page on which to subscribe. */
    Reply subscribe(String tenantId, HttpServletRequest request) {
        String customer = billing.customers().ensureStripeCustomer(tenantId);
        HostedPage page = stripe.createCheckout(new CheckoutRequest(
                key("checkout", request),
                tenantId,
                customer,
                new PlanSubscription(price, 1, 0),
                "/welcome",
                "/plans",
                null));
        return Reply.of(201).with("page", page.id()).with("url", page.url().toString());
    }

    /** Subscribes with the card that Stripe keeps for the customer, without a page. */
    Reply subscribeWithStoredCard(String tenantId, HttpServletRequest request) {
        String customer = billing.customers().ensureStripeCustomer(tenantId);
        GatewaySubscription subscription = stripe.createSubscription(
                new SubscriptionRequest(key("subscribe", request), tenantId, customer, price, 1, 0));
        return Reply.of(201).with("status", subscription.status());
    }

    /** A link into Stripe's customer portal, for this user and now. */
    Reply portal(String tenantId, HttpServletRequest request) {
        String customer = billing.customers().ensureStripeCustomer(tenantId);
        HostedPage page = stripe.createPortalSession(PortalRequest.of(customer, "/portal/returns"));
        return Reply.of(201).with("page", page.id()).with("url", page.url().toString());
    }

    /** The subscription ends with the month that is paid. */
    Reply cancel(String tenantId, HttpServletRequest request) {
        String subscription = billing.subscriptions()
                .current(tenantId)
                .filter(current -> !current.local())
                .orElseThrow(() -> new IllegalArgumentException("there is nothing to cancel"))
                .id();
        GatewaySubscription ending =
                stripe.cancelSubscription(subscription, CancelTiming.AT_PERIOD_END, key("cancel", request));
        return Reply.of(200).with("status", ending.status()).with("ends", String.valueOf(ending.cancelAt()));
    }

    /** Repeating a request with the same key does nothing twice at Stripe either. */
    private static RequestKey key(String purpose, HttpServletRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key == null) {
            throw new IllegalArgumentException("this needs an Idempotency-Key");
        }
        return new RequestKey(purpose, key, 1);
    }
}
