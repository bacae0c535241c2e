// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

/** The payment service that the host uses. Thread-safe. */
public interface PaymentGateway {
    /** True for real money, false for the test mode. */
    boolean livemode();

    /** Where the payment service's webhooks come from. */
    WebhookSource webhooks();
}
