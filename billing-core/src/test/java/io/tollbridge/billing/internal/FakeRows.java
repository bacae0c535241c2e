// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.JobState;
import io.tollbridge.billing.spi.StoredOperation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of a {@link FakeStore}; they can be tampered with. */
final class FakeRows {
    final Map<String, Tenant> tenants = new TreeMap<>();
    final Map<String, JobState> jobs = new TreeMap<>();
    final Map<String, Set<NotificationMute>> mutes = new TreeMap<>();
    final Map<String, Notification> forOperators = new TreeMap<>();

    /** The rows of one tenant. */
    static final class Tenant {
        Account account;

        @Nullable
        Instant nextDueAt;

        final Map<Long, Grant> grants = new TreeMap<>();
        final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
        final Map<String, Hold> holds = new LinkedHashMap<>();
        final List<LedgerEntry> ledger = new ArrayList<>();
        final Map<String, StoredOperation> operations = new LinkedHashMap<>();
        final List<UsageDelta> usage = new ArrayList<>();
        final Map<String, Notification> notifications = new LinkedHashMap<>();

        Tenant(Account account) {
            this.account = account;
        }

        private Tenant copy() {
            Tenant copy = new Tenant(account);
            copy.nextDueAt = nextDueAt;
            copy.grants.putAll(grants);
            copy.subscriptions.putAll(subscriptions);
            copy.holds.putAll(holds);
            copy.ledger.addAll(ledger);
            copy.operations.putAll(operations);
            copy.usage.addAll(usage);
            copy.notifications.putAll(notifications);
            return copy;
        }
    }

    FakeRows copy() {
        FakeRows copy = new FakeRows();
        copy.jobs.putAll(jobs);
        copy.mutes.putAll(mutes);
        copy.forOperators.putAll(forOperators);
        tenants.forEach((id, tenant) -> copy.tenants.put(id, tenant.copy()));
        return copy;
    }

    Tenant tenant(String tenantId) {
        Tenant tenant = tenants.get(tenantId);
        if (tenant == null) {
            throw new IllegalStateException("tenant " + tenantId + " is not stored");
        }
        return tenant;
    }

    Account account(String tenantId, Collection<String> holdIds, Collection<String> subscriptionIds) {
        Tenant tenant = tenants.get(tenantId);
        if (tenant == null) {
            return Account.unknown(tenantId);
        }
        List<Hold> holds = tenant.holds.values().stream()
                .filter(hold -> holdIds.contains(hold.id()))
                .toList();
        Subscription ruling = tenant.account.subscription();
        List<Subscription> others = tenant.subscriptions.values().stream()
                .filter(other -> subscriptionIds.contains(other.id()))
                .filter(other -> ruling == null || !ruling.id().equals(other.id()))
                .toList();
        return withParts(tenant.account, tenant.account.grants(), others, holds);
    }

    void apply(AccountChange change) {
        Tenant tenant = tenant(change.before().tenantId());
        if (tenant.account.version() != change.before().version()) {
            throw new IllegalStateException(
                    "decided on version " + change.before().version());
        }
        for (Grant grant : change.grants()) {
            tenant.grants.put(grant.id(), grant);
        }
        if (tenant.grants.values().stream().map(Grant::fact).distinct().count() != tenant.grants.size()) {
            throw new IllegalStateException("one fact was granted twice: " + tenant.grants.values());
        }
        change.holds().forEach(hold -> tenant.holds.put(hold.id(), hold));
        change.subscriptions().forEach(one -> tenant.subscriptions.put(one.id(), one));
        Subscription ruling = change.after().subscription();
        if (ruling != null && !ruling.equals(tenant.subscriptions.get(ruling.id()))) {
            throw new IllegalStateException("the row of the ruling subscription was not written: " + ruling);
        }
        Map<Long, List<LedgerEntry>> operations = new LinkedHashMap<>();
        for (LedgerEntry entry : change.entries()) {
            if (entry.seq() != tenant.ledger.size() + 1L) {
                throw new IllegalStateException("row " + entry.seq() + " follows row " + tenant.ledger.size());
            }
            tenant.ledger.add(entry);
            operations
                    .computeIfAbsent(entry.operationId(), id -> new ArrayList<>())
                    .add(entry);
        }
        for (List<LedgerEntry> legs : operations.values()) {
            LedgerEntry first = legs.get(0);
            if (first.key() != null) {
                long spendable = legs.get(legs.size() - 1).spendableAfter();
                remember(tenant, first.key(), new StoredOperation(first.fingerprint(), legs, spendable));
            }
        }
        change.silentOperations()
                .forEach(silent -> remember(
                        tenant,
                        silent.key(),
                        new StoredOperation(silent.fingerprint(), List.of(), silent.spendableAfter())));
        tenant.usage.addAll(change.usage());
        for (Notification notification : change.notifications()) {
            if (tenant.notifications.put(notification.key(), notification) != null) {
                throw new IllegalStateException("told twice: " + notification);
            }
        }
        long slice = change.after().slice() == null ? 0 : change.after().slice().grantId();
        List<Grant> live = tenant.grants.values().stream()
                .filter(grant -> grant.live() && grant.id() != slice)
                .toList();
        tenant.account = withParts(change.after(), live, List.of(), List.of());
        tenant.nextDueAt = change.nextDueAt();
    }

    private static void remember(Tenant tenant, String key, StoredOperation operation) {
        if (tenant.operations.put(key, operation) != null) {
            throw new IllegalStateException("the operation key " + key + " was used twice");
        }
    }

    static Account withParts(Account account, List<Grant> grants, List<Subscription> others, List<Hold> holds) {
        return new Account(
                account.tenantId(),
                account.slice(),
                account.subscription(),
                account.localClock(),
                account.trialUsed(),
                account.standing(),
                account.mutedThresholds(),
                grants,
                others,
                holds,
                account.purchasing(),
                account.debt(),
                account.lastGrantId(),
                account.head(),
                account.version());
    }
}
