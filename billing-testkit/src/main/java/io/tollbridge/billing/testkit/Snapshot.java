// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.spi.JobState;
import io.tollbridge.billing.spi.TenantCustomer;
import io.tollbridge.billing.spi.TenantPurchase;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is committed at one moment. Immutable, so that a reader and a transaction keep it as long as they
 * like.
 *
 * @param tenants rows by tenant id
 * @param links the links to customers
 * @param customers what else is stored about customers
 * @param inbox the webhook events
 * @param payments whose purchase a payment or a page is
 * @param jobs how far jobs are, by name
 */
record Snapshot(
        PersistentMap<String, TenantRows> tenants,
        LinkRows links,
        CustomerRows customers,
        InboxRows inbox,
        PersistentMap<String, PurchaseOwner> payments,
        PersistentMap<String, JobState> jobs) {
    static Snapshot empty() {
        return new Snapshot(
                PersistentMap.empty(),
                LinkRows.empty(),
                CustomerRows.empty(),
                InboxRows.empty(),
                PersistentMap.empty(),
                PersistentMap.empty());
    }

    /** The rows of a tenant, null when it is not stored. */
    @Nullable
    TenantRows tenant(String tenantId) {
        return tenants.get(tenantId);
    }

    Snapshot withTenant(TenantRows rows) {
        return new Snapshot(
                tenants.with(rows.account().tenantId(), rows), links, customers, inbox, payments(rows), jobs);
    }

    /** Whose a payment or a page is. */
    record PurchaseOwner(String tenantId, String purchaseId) {}

    private PersistentMap<String, PurchaseOwner> payments(TenantRows rows) {
        TenantRows former = tenants.get(rows.account().tenantId());
        PersistentMap<String, PurchaseOwner> owners = payments;
        // why only a table that has changed: a deduction must not cost more the more a tenant has bought
        if (former != null && former.purchases() == rows.purchases()) {
            return owners;
        }
        for (Purchase purchase : rows.purchases().values()) {
            PurchaseOwner owner = new PurchaseOwner(rows.account().tenantId(), purchase.id());
            owners = owned(
                    owners,
                    "payment " + purchase.payment().paymentId(),
                    purchase.payment().paymentId(),
                    owner);
            owners = owned(
                    owners,
                    "session " + purchase.payment().sessionId(),
                    purchase.payment().sessionId(),
                    owner);
        }
        return owners;
    }

    private static PersistentMap<String, PurchaseOwner> owned(
            PersistentMap<String, PurchaseOwner> owners, String key, @Nullable String id, PurchaseOwner owner) {
        if (id == null) {
            return owners;
        }
        PurchaseOwner other = owners.get(key);
        if (other != null && !other.purchaseId().equals(owner.purchaseId())) {
            throw PurchaseChecks.failed(key + " belongs to purchase " + other.purchaseId() + " of tenant "
                    + other.tenantId() + ", and not to " + owner);
        }
        return owners.with(key, owner);
    }

    /** The purchase of a payment or a page, under {@code "payment "} or {@code "session "} and its id. */
    Optional<TenantPurchase> purchaseOf(String key) {
        PurchaseOwner owner = payments.get(key);
        TenantRows rows = owner == null ? null : tenants.get(owner.tenantId());
        Purchase purchase =
                rows == null || owner == null ? null : rows.purchases().get(owner.purchaseId());
        return purchase == null || owner == null
                ? Optional.empty()
                : Optional.of(new TenantPurchase(owner.tenantId(), purchase));
    }

    Snapshot withLinks(LinkRows changed) {
        return new Snapshot(tenants, changed, customers, inbox, payments, jobs);
    }

    TenantCustomer customer(String tenantId, boolean livemode) {
        return customers.customer(tenantId, livemode, links);
    }

    Snapshot withCustomer(TenantCustomer customer) {
        LinkRows kept =
                customer.customerId() == null ? links.withoutTenant(customer.tenantId(), customer.livemode()) : links;
        return new Snapshot(tenants, kept, customers.with(customer), inbox, payments, jobs);
    }

    /** Without what is stored about the tenant's customers besides their links. */
    Snapshot withoutCustomer(String tenantId) {
        return new Snapshot(tenants, links, customers.without(tenantId), inbox, payments, jobs);
    }

    Snapshot withInbox(InboxRows changed) {
        return new Snapshot(tenants, links, customers, changed, payments, jobs);
    }

    Snapshot withJob(String name, JobState state) {
        return new Snapshot(tenants, links, customers, inbox, payments, jobs.with(name, state));
    }
}
