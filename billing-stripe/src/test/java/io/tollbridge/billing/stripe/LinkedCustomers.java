// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.TenantPurchase;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookContext;
import java.util.List;
import java.util.Optional;

/** What handlers may ask for, from a list of links. */
record LinkedCustomers(Catalog catalog, List<TenantLink> links) implements WebhookContext {
    static LinkedCustomers of(Catalog catalog, TenantLink... links) {
        return new LinkedCustomers(catalog, List.of(links));
    }

    @Override
    public Optional<String> tenantOf(String customerId, boolean livemode) {
        return links.stream()
                .filter(link -> link.customerId().equals(customerId) && link.livemode() == livemode)
                .map(TenantLink::tenantId)
                .findFirst();
    }

    @Override
    public Optional<String> customerOf(String tenantId, boolean livemode) {
        return links.stream()
                .filter(link -> link.tenantId().equals(tenantId) && link.livemode() == livemode)
                .map(TenantLink::customerId)
                .findFirst();
    }

    @Override
    public Optional<Subscription> subscription(String tenantId, String subscriptionId) {
        return Optional.empty();
    }

    @Override
    public Optional<Purchase> purchase(String tenantId, String purchaseId) {
        return Optional.empty();
    }

    @Override
    public Optional<TenantPurchase> purchaseOfPayment(String paymentId) {
        return Optional.empty();
    }

    @Override
    public Optional<TenantPurchase> purchaseOfSession(String sessionId) {
        return Optional.empty();
    }
}
