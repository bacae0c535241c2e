// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.TenantPurchase;
import java.util.Optional;

/** What a handler may ask for. */
public interface WebhookContext {
    /** What the host sells. */
    Catalog catalog();

    /** The tenant that the customer is linked to. */
    Optional<String> tenantOf(String customerId, boolean livemode);

    /** The customer that the tenant is linked to. */
    Optional<String> customerOf(String tenantId, boolean livemode);

    /** What is known of a subscription of the tenant, as it is committed now. */
    Optional<Subscription> subscription(String tenantId, String subscriptionId);

    /** A purchase of a tenant, as it is committed now. */
    Optional<Purchase> purchase(String tenantId, String purchaseId);

    /** The purchase of the payment service's payment, whoever's it is. */
    Optional<TenantPurchase> purchaseOfPayment(String paymentId);

    /** The purchase of the payment service's page, whoever's it is. */
    Optional<TenantPurchase> purchaseOfSession(String sessionId);
}
