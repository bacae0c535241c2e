// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

/**
 * The payment service that the host uses. Thread-safe. What concerns money or customers blocks the caller until the
 * service has answered or the configured patience is over; never call it inside a database transaction.
 */
public interface PaymentGateway extends CustomerGateway, SubscriptionGateway, PurchaseGateway, RecordGateway {
    /** True for real money, false for the test mode. */
    boolean livemode();

    /** Where the payment service's webhooks come from. */
    WebhookSource webhooks();
}
