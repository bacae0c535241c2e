// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.ledger.LedgerEntry;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads rows as they are. */
record FakeReader(FakeRows rows) implements StoreReader {
    @Override
    public Account account(String tenantId) {
        return rows.account(tenantId, List.of(), List.of());
    }

    @Override
    public Optional<Subscription> subscription(String tenantId, String subscriptionId) {
        FakeRows.Tenant tenant = rows.tenants.get(tenantId);
        return tenant == null ? Optional.empty() : Optional.ofNullable(tenant.subscriptions.get(subscriptionId));
    }

    @Override
    public List<Grant> grants(String tenantId, long afterId, int limit) {
        FakeRows.Tenant tenant = rows.tenants.get(tenantId);
        return tenant == null
                ? List.of()
                : tenant.grants.values().stream()
                        .filter(grant -> grant.id() > afterId)
                        .limit(limit)
                        .toList();
    }

    @Override
    public List<Hold> openHolds(String tenantId, String afterHoldId, int limit) {
        FakeRows.Tenant tenant = rows.tenants.get(tenantId);
        return tenant == null
                ? List.of()
                : new TreeMap<>(tenant.holds)
                        .tailMap(afterHoldId, false).values().stream()
                                .filter(hold -> hold.state() == Hold.State.OPEN)
                                .limit(limit)
                                .toList();
    }

    @Override
    public List<LedgerEntry> ledger(String tenantId, long afterSeq, int limit) {
        FakeRows.Tenant tenant = rows.tenants.get(tenantId);
        return tenant == null
                ? List.of()
                : tenant.ledger.stream()
                        .filter(row -> row.seq() > afterSeq)
                        .limit(limit)
                        .toList();
    }

    @Override
    public List<UsageLine> usage(String tenantId, LocalDate from, LocalDate to) {
        throw new UnsupportedOperationException("nobody reads usage here");
    }

    @Override
    public List<Notification> notifications(String tenantId, int limit) {
        throw new UnsupportedOperationException("nobody reads notifications here");
    }

    @Override
    public Set<NotificationMute> mutes(String tenantId) {
        return rows.mutes.getOrDefault(tenantId, Set.of());
    }

    @Override
    public List<String> tenants(String afterTenantId, int limit) {
        return rows.tenants.keySet().stream()
                .filter(id -> id.compareTo(afterTenantId) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public List<DueTenant> due(Instant now, String afterTenantId, int limit) {
        throw new UnsupportedOperationException("nobody looks for due tenants here");
    }

    @Override
    public Optional<JobState> job(String name) {
        return Optional.ofNullable(rows.jobs.get(name));
    }

    @Override
    public Optional<TenantLink> linkOfCustomer(String customerId, boolean livemode) {
        return Optional.empty();
    }

    @Override
    public Optional<TenantLink> linkOfTenant(String tenantId, boolean livemode) {
        return Optional.empty();
    }

    @Override
    public TenantCustomer customer(String tenantId, boolean livemode) {
        return TenantCustomer.unknown(tenantId, livemode);
    }

    @Override
    public Optional<Purchase> purchase(String tenantId, String purchaseId) {
        throw new UnsupportedOperationException("nobody buys here");
    }

    @Override
    public Optional<TenantPurchase> purchaseOfPayment(String paymentId) {
        throw new UnsupportedOperationException("nobody buys here");
    }

    @Override
    public Optional<TenantPurchase> purchaseOfSession(String sessionId) {
        throw new UnsupportedOperationException("nobody buys here");
    }

    @Override
    public List<Purchase> purchases(String tenantId, @Nullable Purchase before, int limit) {
        throw new UnsupportedOperationException("nobody buys here");
    }

    @Override
    public List<TenantPurchase> duePurchases(Instant now, @Nullable TenantPurchase after, int limit) {
        return List.of();
    }

    @Override
    public List<String> suspended(String afterTenantId, int limit) {
        return List.of();
    }

    @Override
    public BreakerCounts breakers() {
        return new BreakerCounts(0, 0, 0);
    }
}
