// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.AutoPurchase;
import io.tollbridge.billing.account.Breaker;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchasing;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a snapshot as long as it is open. Not thread-safe. */
final class MemoryReader implements StoreReader, AutoCloseable {
    private static final Comparator<Purchase> NEWEST_FIRST = Comparator.comparing(Purchase::createdAt)
            .thenComparing(Purchase::id)
            .reversed();
    private static final Comparator<TenantPurchase> BY_TENANT_AND_ID = Comparator.comparing(TenantPurchase::tenantId)
            .thenComparing(one -> one.purchase().id());

    private final Snapshot snapshot;
    private boolean over;

    MemoryReader(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    @Override
    public Account account(String tenantId) {
        TenantRows rows = open().tenant(tenantId);
        return rows == null ? Account.unknown(tenantId) : rows.account();
    }

    @Override
    public Optional<Subscription> subscription(String tenantId, String subscriptionId) {
        return Optional.ofNullable(tenant(tenantId).subscriptions().get(subscriptionId));
    }

    @Override
    public List<Grant> grants(String tenantId, long afterId, int limit) {
        return tenant(tenantId).grants().above(afterId, grant -> true, limit);
    }

    @Override
    public List<Hold> openHolds(String tenantId, String afterHoldId, int limit) {
        return tenant(tenantId).openHolds().above(afterHoldId, hold -> true, limit);
    }

    @Override
    public List<LedgerEntry> ledger(String tenantId, long afterSeq, int limit) {
        return tenant(tenantId).ledger().above(afterSeq, entry -> true, limit);
    }

    @Override
    public List<UsageLine> usage(String tenantId, LocalDate from, LocalDate to) {
        return tenant(tenantId).usage().values().stream()
                .filter(line -> !line.day().isBefore(from) && line.day().isBefore(to))
                .toList();
    }

    @Override
    public List<Notification> notifications(String tenantId, int limit) {
        List<Notification> newestFirst = tenant(tenantId).notifications().descending(notice -> true, Integer.MAX_VALUE);
        return newestFirst.stream()
                .sorted(Comparator.comparing(Notification::at).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public Set<NotificationMute> mutes(String tenantId) {
        return tenant(tenantId).mutes();
    }

    @Override
    public List<String> tenants(String afterTenantId, int limit) {
        return open().tenants().above(afterTenantId, rows -> true, limit).stream()
                .map(rows -> rows.account().tenantId())
                .toList();
    }

    @Override
    public List<DueTenant> due(Instant now, String afterTenantId, int limit) {
        return open().tenants().above(afterTenantId, rows -> rows.due(now), limit).stream()
                .map(rows -> new DueTenant(rows.account().tenantId(), rows.expiredHolds(now)))
                .toList();
    }

    @Override
    public Optional<JobState> job(String name) {
        return Optional.ofNullable(open().jobs().get(name));
    }

    @Override
    public Optional<TenantLink> linkOfCustomer(String customerId, boolean livemode) {
        return open().links().ofCustomer(customerId, livemode);
    }

    @Override
    public Optional<TenantLink> linkOfTenant(String tenantId, boolean livemode) {
        return open().links().ofTenant(tenantId, livemode);
    }

    @Override
    public TenantCustomer customer(String tenantId, boolean livemode) {
        return open().customer(tenantId, livemode);
    }

    @Override
    public Optional<Purchase> purchase(String tenantId, String purchaseId) {
        return Optional.ofNullable(tenant(tenantId).purchases().get(purchaseId));
    }

    @Override
    public Optional<TenantPurchase> purchaseOfPayment(String paymentId) {
        return open().purchaseOf("payment " + paymentId);
    }

    @Override
    public Optional<TenantPurchase> purchaseOfSession(String sessionId) {
        return open().purchaseOf("session " + sessionId);
    }

    @Override
    public List<Purchase> purchases(String tenantId, @Nullable Purchase before, int limit) {
        return tenant(tenantId).purchases().values().stream()
                .filter(purchase -> before == null || NEWEST_FIRST.compare(before, purchase) < 0)
                .sorted(NEWEST_FIRST)
                .limit(limit)
                .toList();
    }

    @Override
    public List<TenantPurchase> duePurchases(Instant now, @Nullable TenantPurchase after, int limit) {
        return open().tenants().values().stream()
                .flatMap(rows -> rows.purchases().values().stream()
                        .map(purchase -> new TenantPurchase(rows.account().tenantId(), purchase)))
                .filter(one -> one.purchase().dueAt() != null
                        && !requireNonNull(one.purchase().dueAt()).isAfter(now))
                .sorted(BY_TENANT_AND_ID)
                .filter(one -> after == null || BY_TENANT_AND_ID.compare(after, one) < 0)
                .limit(limit)
                .toList();
    }

    @Override
    public List<String> suspended(String afterTenantId, int limit) {
        return open().tenants().above(afterTenantId, MemoryReader::isSuspended, limit).stream()
                .map(rows -> rows.account().tenantId())
                .toList();
    }

    private static boolean isSuspended(TenantRows rows) {
        Purchasing purchasing = rows.account().purchasing();
        return purchasing != null && purchasing.breaker().suspended();
    }

    @Override
    public BreakerCounts breakers() {
        List<Breaker> breakers = open().tenants().above("", MemoryReader::buysByItself, Integer.MAX_VALUE).stream()
                .map(rows -> requireNonNull(rows.account().purchasing()).breaker())
                .toList();
        return new BreakerCounts(
                breakers.stream().filter(Breaker::suspended).count(),
                breakers.stream().filter(one -> one.stopped() != null).count(),
                breakers.stream()
                        .filter(one -> one.disputes() > 0 || one.disputeLocked())
                        .count());
    }

    private static boolean buysByItself(TenantRows rows) {
        Purchasing purchasing = rows.account().purchasing();
        AutoPurchase auto = purchasing == null ? null : purchasing.auto();
        return auto != null && auto.enabled();
    }

    @Override
    public void close() {
        over = true;
    }

    private TenantRows tenant(String tenantId) {
        TenantRows rows = open().tenant(tenantId);
        return rows == null ? TenantRows.created(tenantId) : rows;
    }

    private Snapshot open() {
        if (over) {
            throw new IllegalStateException("this read is over");
        }
        return snapshot;
    }
}
