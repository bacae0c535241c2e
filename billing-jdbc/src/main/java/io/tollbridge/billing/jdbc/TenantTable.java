// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.webhook.TenantLink;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * {@code billing_tenants}: which Stripe customer a tenant is. One column for each mode, each unique, so that of several
 * that link at once the database lets one win.
 */
final class TenantTable {
    private static final String FIND_TENANT =
            "SELECT {customer} FROM {billing_tenants} WHERE tenant_id = :tenant_id AND {customer} IS NOT NULL";
    private static final String LOCK_TENANT =
            "SELECT {customer} FROM {billing_tenants} WHERE tenant_id = :tenant_id FOR UPDATE";
    private static final String FIND_CUSTOMER = "SELECT tenant_id FROM {billing_tenants} WHERE {customer} = :customer ";
    private static final String LINK =
            "UPDATE {billing_tenants} SET {customer} = :customer WHERE tenant_id = :tenant_id";

    private final Mode live;
    private final Mode test;
    private final String register;

    TenantTable(SqlText sql) {
        live = new Mode(sql, "stripe_customer_id");
        test = new Mode(sql, "stripe_test_customer_id");
        register = sql.dialect().upserts().insertOrKeep(sql.row("billing_tenants", List.of("tenant_id"), List.of()));
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row(
                "billing_tenants", List.of("tenant_id"), List.of("stripe_customer_id", "stripe_test_customer_id"));
    }

    /** Links a tenant to a customer; returns the link that stands in the way. */
    Optional<TenantLink> link(Handle handle, TenantLink link) {
        Mode mode = mode(link.livemode());
        handle.createUpdate(register).bind("tenant_id", link.tenantId()).execute();
        Optional<String> customer = handle.createQuery(mode.lockTenant)
                .bind("tenant_id", link.tenantId())
                .mapTo(String.class)
                .findOne();
        if (customer.isPresent()) {
            return customer.filter(found -> !found.equals(link.customerId()))
                    .map(found -> new TenantLink(link.tenantId(), found, link.livemode()));
        }
        Optional<TenantLink> other = tenantOf(handle, mode.findCustomerLatest, link.customerId(), link.livemode());
        if (other.isEmpty()) {
            handle.createUpdate(mode.link)
                    .bind("tenant_id", link.tenantId())
                    .bind("customer", link.customerId())
                    .execute();
        }
        return other;
    }

    Optional<TenantLink> ofCustomer(Handle handle, String customerId, boolean livemode) {
        return tenantOf(handle, mode(livemode).findCustomer, customerId, livemode);
    }

    Optional<TenantLink> ofTenant(Handle handle, String tenantId, boolean livemode) {
        return handle.createQuery(mode(livemode).findTenant)
                .bind("tenant_id", tenantId)
                .mapTo(String.class)
                .findOne()
                .map(customer -> new TenantLink(tenantId, customer, livemode));
    }

    private static Optional<TenantLink> tenantOf(Handle handle, String sql, String customerId, boolean livemode) {
        return handle.createQuery(sql)
                .bind("customer", customerId)
                .mapTo(String.class)
                .findOne()
                .map(tenant -> new TenantLink(tenant, customerId, livemode));
    }

    private Mode mode(boolean livemode) {
        return livemode ? live : test;
    }

    /** The statements for the customers of one mode. */
    private static final class Mode {
        private final String findTenant;
        private final String lockTenant;
        private final String findCustomer;
        private final String findCustomerLatest;
        private final String link;

        Mode(SqlText sql, String column) {
            findTenant = sql.of(FIND_TENANT.replace("{customer}", column));
            lockTenant = sql.of(LOCK_TENANT.replace("{customer}", column));
            findCustomer = sql.of(FIND_CUSTOMER.replace("{customer}", column));
            findCustomerLatest = sql.of(FIND_CUSTOMER.replace("{customer}", column) + "{latest}");
            link = sql.of(LINK.replace("{customer}", column));
        }
    }
}
