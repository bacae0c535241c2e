// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.spi.DueTenant;
import io.tollbridge.billing.spi.JobState;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.TenantCustomer;
import io.tollbridge.billing.usage.UsageLine;
import io.tollbridge.billing.webhook.TenantLink;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a snapshot as long as it is open. Not thread-safe. */
final class MemoryReader implements StoreReader, AutoCloseable {
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
