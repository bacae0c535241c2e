// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.payment.CustomerAttempt;
import io.tollbridge.billing.spi.TenantCustomer;
import io.tollbridge.billing.webhook.TenantLink;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

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
    private static final String ROW = """
            SELECT billing_email, {mode}customer_id AS customer_id, {mode}email AS told_email,
                {mode}attempt_id AS attempt_id, {mode}attempt_at AS attempt_at, {mode}attempt_email AS attempt_email
            FROM {billing_tenants} WHERE tenant_id = :tenant_id""";
    private static final String SAVE = """
            UPDATE {billing_tenants} SET billing_email = :email, {mode}email = :told_email,
                {mode}attempt_id = :attempt_id, {mode}attempt_at = :attempt_at, {mode}attempt_email = :attempt_email
            WHERE tenant_id = :tenant_id""";
    private static final String UNLINK =
            "UPDATE {billing_tenants} SET {mode}customer_id = NULL WHERE tenant_id = :tenant_id";

    private final Mode live;
    private final Mode test;
    private final String register;

    TenantTable(SqlText sql) {
        live = new Mode(sql, "stripe_");
        test = new Mode(sql, "stripe_test_");
        register = sql.dialect().upserts().insertOrKeep(sql.row("billing_tenants", List.of("tenant_id"), List.of()));
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row(
                "billing_tenants",
                List.of("tenant_id"),
                List.of(
                        "billing_email",
                        "stripe_customer_id",
                        "stripe_email",
                        "stripe_attempt_id",
                        "stripe_attempt_at",
                        "stripe_attempt_email",
                        "stripe_test_customer_id",
                        "stripe_test_email",
                        "stripe_test_attempt_id",
                        "stripe_test_attempt_at",
                        "stripe_test_attempt_email"));
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

    TenantCustomer lock(Handle handle, String tenantId, boolean livemode) {
        handle.createUpdate(register).bind("tenant_id", tenantId).execute();
        return customer(handle, mode(livemode).lockRow, tenantId, livemode);
    }

    TenantCustomer customer(Handle handle, String tenantId, boolean livemode) {
        return customer(handle, mode(livemode).row, tenantId, livemode);
    }

    private static TenantCustomer customer(Handle handle, String sql, String tenantId, boolean livemode) {
        return handle.createQuery(sql)
                .bind("tenant_id", tenantId)
                .map((row, context) -> new TenantCustomer(
                        tenantId,
                        livemode,
                        row.getString("customer_id"),
                        row.getString("billing_email"),
                        row.getString("told_email"),
                        attempt(row, tenantId)))
                .findOne()
                .orElseGet(() -> TenantCustomer.unknown(tenantId, livemode));
    }

    private static @Nullable CustomerAttempt attempt(ResultSet row, String tenantId) throws SQLException {
        String id = row.getString("attempt_id");
        return id == null
                ? null
                : new CustomerAttempt(
                        tenantId, id, EpochMillis.read(row, "attempt_at"), row.getString("attempt_email"));
    }

    /** Writes what {@link #lock} has locked. */
    void save(Handle handle, TenantCustomer customer) {
        Mode mode = mode(customer.livemode());
        CustomerAttempt attempt = customer.attempt();
        handle.createUpdate(mode.save)
                .bind("tenant_id", customer.tenantId())
                .bind("email", customer.email())
                .bind("told_email", customer.toldEmail())
                .bind("attempt_id", attempt == null ? null : attempt.attemptId())
                .bind("attempt_at", attempt == null ? null : EpochMillis.of(attempt.startedAt()))
                .bind("attempt_email", attempt == null ? null : attempt.email())
                .execute();
        if (customer.customerId() == null) {
            handle.createUpdate(mode.unlink)
                    .bind("tenant_id", customer.tenantId())
                    .execute();
        }
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
        private final String row;
        private final String lockRow;
        private final String save;
        private final String unlink;

        Mode(SqlText sql, String prefix) {
            String column = prefix + "customer_id";
            row = sql.of(ROW.replace("{mode}", prefix));
            lockRow = row + " FOR UPDATE";
            save = sql.of(SAVE.replace("{mode}", prefix));
            unlink = sql.of(UNLINK.replace("{mode}", prefix));
            findTenant = sql.of(FIND_TENANT.replace("{customer}", column));
            lockTenant = sql.of(LOCK_TENANT.replace("{customer}", column));
            findCustomer = sql.of(FIND_CUSTOMER.replace("{customer}", column));
            findCustomerLatest = sql.of(FIND_CUSTOMER.replace("{customer}", column) + "{latest}");
            link = sql.of(LINK.replace("{customer}", column));
        }
    }
}
