// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.spi.BreakerCounts;
import io.tollbridge.billing.spi.DueTenant;
import io.tollbridge.billing.spi.JobState;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.TenantCustomer;
import io.tollbridge.billing.spi.TenantPurchase;
import io.tollbridge.billing.usage.UsageLine;
import io.tollbridge.billing.webhook.TenantLink;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads the tables in one transaction. */
final class JdbcStoreReader implements StoreReader {
    private final Steps steps;
    private final Handle handle;
    private final Tables tables;

    JdbcStoreReader(Steps steps, Tables tables) {
        this.steps = steps;
        this.handle = steps.handle();
        this.tables = tables;
    }

    @Override
    public Account account(String tenantId) {
        return steps.run("reading an account", () -> {
            AccountRow row = tables.accounts().find(handle, tenantId);
            if (row == null) {
                return Account.unknown(tenantId);
            }
            return row.with(
                    tables.subscriptions().of(handle, List.of(row)).get(tenantId),
                    tables.grants().live(handle, List.of(tenantId)).getOrDefault(tenantId, List.of()),
                    List.of(),
                    List.of(),
                    tables.purchasing(handle, row));
        });
    }

    @Override
    public Optional<Subscription> subscription(String tenantId, String subscriptionId) {
        return steps.run("reading a subscription", () -> tables.subscriptions().find(handle, tenantId, subscriptionId));
    }

    @Override
    public Map<Pool, Long> balances(String tenantId) {
        return steps.run("reading balances", () -> tables.accounts().balances(handle, tenantId));
    }

    @Override
    public List<Grant> grants(String tenantId, long afterId, int limit) {
        return steps.run("reading grants", () -> tables.grants().page(handle, tenantId, afterId, limit));
    }

    @Override
    public List<Hold> openHolds(String tenantId, String afterHoldId, int limit) {
        return steps.run("reading holds", () -> tables.holds().open(handle, tenantId, afterHoldId, limit));
    }

    @Override
    public List<LedgerEntry> ledger(String tenantId, long afterSeq, int limit) {
        return steps.run("reading a ledger", () -> tables.ledger().page(handle, tenantId, afterSeq, limit));
    }

    @Override
    public List<UsageLine> usage(String tenantId, LocalDate from, LocalDate to) {
        return steps.run("reading usage", () -> tables.usage().find(handle, tenantId, from, to));
    }

    @Override
    public List<Notification> notifications(String tenantId, int limit) {
        return steps.run("reading notifications", () -> tables.notifications().newest(handle, tenantId, limit));
    }

    @Override
    public Set<NotificationMute> mutes(String tenantId) {
        return steps.run("reading preferences", () -> tables.preferences().of(handle, tenantId));
    }

    @Override
    public List<String> tenants(String afterTenantId, int limit) {
        return steps.run("listing tenants", () -> tables.accounts().tenants(handle, afterTenantId, limit));
    }

    @Override
    public List<DueTenant> due(Instant now, String afterTenantId, int limit) {
        return steps.run("finding due tenants", () -> tables.due().find(handle, now, afterTenantId, limit));
    }

    @Override
    public Optional<JobState> job(String name) {
        return steps.run("reading how far a job is", () -> tables.jobs().find(handle, name));
    }

    @Override
    public Optional<TenantLink> linkOfCustomer(String customerId, boolean livemode) {
        return steps.run("finding a tenant", () -> tables.tenants().ofCustomer(handle, customerId, livemode));
    }

    @Override
    public Optional<TenantLink> linkOfTenant(String tenantId, boolean livemode) {
        return steps.run("finding a customer", () -> tables.tenants().ofTenant(handle, tenantId, livemode));
    }

    @Override
    public TenantCustomer customer(String tenantId, boolean livemode) {
        return steps.run("reading a customer", () -> tables.tenants().customer(handle, tenantId, livemode));
    }

    @Override
    public Optional<Purchase> purchase(String tenantId, String purchaseId) {
        return steps.run("finding a purchase", () -> tables.purchases().find(handle, tenantId, purchaseId));
    }

    @Override
    public Optional<TenantPurchase> purchaseOfPayment(String paymentId) {
        return steps.run("finding a purchase", () -> tables.purchases().ofPayment(handle, paymentId));
    }

    @Override
    public Optional<TenantPurchase> purchaseOfSession(String sessionId) {
        return steps.run("finding a purchase", () -> tables.purchases().ofSession(handle, sessionId));
    }

    @Override
    public List<Purchase> purchases(String tenantId, @Nullable Purchase before, int limit) {
        return steps.run("reading purchases", () -> tables.purchases().page(handle, tenantId, before, limit));
    }

    @Override
    public List<TenantPurchase> duePurchases(Instant now, @Nullable TenantPurchase after, int limit) {
        return steps.run("finding due purchases", () -> tables.purchases().due(handle, now, after, limit));
    }

    @Override
    public List<String> suspended(String afterTenantId, int limit) {
        return steps.run(
                "finding suspended tenants", () -> tables.purchasingStates().suspended(handle, afterTenantId, limit));
    }

    @Override
    public BreakerCounts breakers() {
        return steps.run("counting breakers", () -> tables.purchasingStates().breakers(handle));
    }
}
