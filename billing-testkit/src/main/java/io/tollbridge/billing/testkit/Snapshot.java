// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.spi.JobState;
import io.tollbridge.billing.spi.TenantCustomer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is committed at one moment. Immutable, so that a reader and a transaction keep it as long as they
 * like.
 *
 * @param tenants rows by tenant id
 * @param links the links to customers
 * @param customers what else is stored about customers
 * @param inbox the webhook events
 * @param jobs how far jobs are, by name
 */
record Snapshot(
        PersistentMap<String, TenantRows> tenants,
        LinkRows links,
        CustomerRows customers,
        InboxRows inbox,
        PersistentMap<String, JobState> jobs) {
    static Snapshot empty() {
        return new Snapshot(
                PersistentMap.empty(),
                LinkRows.empty(),
                CustomerRows.empty(),
                InboxRows.empty(),
                PersistentMap.empty());
    }

    /** The rows of a tenant, null when it is not stored. */
    @Nullable
    TenantRows tenant(String tenantId) {
        return tenants.get(tenantId);
    }

    Snapshot withTenant(TenantRows rows) {
        return new Snapshot(tenants.with(rows.account().tenantId(), rows), links, customers, inbox, jobs);
    }

    Snapshot withLinks(LinkRows changed) {
        return new Snapshot(tenants, changed, customers, inbox, jobs);
    }

    TenantCustomer customer(String tenantId, boolean livemode) {
        return customers.customer(tenantId, livemode, links);
    }

    Snapshot withCustomer(TenantCustomer customer) {
        LinkRows kept =
                customer.customerId() == null ? links.withoutTenant(customer.tenantId(), customer.livemode()) : links;
        return new Snapshot(tenants, kept, customers.with(customer), inbox, jobs);
    }

    /** Without what is stored about the tenant's customers besides their links. */
    Snapshot withoutCustomer(String tenantId) {
        return new Snapshot(tenants, links, customers.without(tenantId), inbox, jobs);
    }

    Snapshot withInbox(InboxRows changed) {
        return new Snapshot(tenants, links, customers, changed, jobs);
    }

    Snapshot withJob(String name, JobState state) {
        return new Snapshot(tenants, links, customers, inbox, jobs.with(name, state));
    }
}
