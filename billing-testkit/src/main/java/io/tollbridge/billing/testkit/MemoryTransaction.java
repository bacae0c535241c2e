// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.JobState;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.StoredKey;
import io.tollbridge.billing.spi.StoredOperation;
import io.tollbridge.billing.spi.TenantCustomer;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.webhook.TenantLink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One transaction: it locks tenants, collects what is written on the side and puts all of it into the committed state
 * in one step. Links, customers and claims are not locked but checked again in that step; a race that was lost is contention. Not
 * thread-safe.
 */
final class MemoryTransaction implements StoreTransaction, AutoCloseable {
    private final Committed committed;
    private final LockTable locks;

    private final Set<String> locked = new HashSet<>();
    private final Map<String, TenantRows> tenants = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    private final List<TenantLink> links = new ArrayList<>();
    private final Map<LinkRows.Side, TenantCustomer> seenCustomers = new HashMap<>();
    private final Map<LinkRows.Side, TenantCustomer> customers = new HashMap<>();
    private final List<WebhookCompletion> completions = new ArrayList<>();
    private final Set<String> forgotten = new HashSet<>();
    private final Map<String, JobState> jobs = new HashMap<>();
    private final List<Notification> forOperators = new ArrayList<>();
    private boolean hasLocked;
    private boolean over;

    MemoryTransaction(Committed committed, LockTable locks) {
        this.committed = committed;
        this.locks = locks;
    }

    @Override
    public Map<String, Account> lock(Collection<AccountRequest> requests) {
        checkOpen();
        if (hasLocked) {
            throw new IllegalStateException("a transaction locks once; name all its tenants in that call");
        }
        hasLocked = true;
        Map<String, AccountRequest> inOrder = new TreeMap<>();
        for (AccountRequest request : requests) {
            if (inOrder.put(request.tenantId(), request) != null) {
                throw new IllegalStateException("tenant " + request.tenantId() + " is requested twice");
            }
        }
        for (String tenantId : inOrder.keySet()) {
            locks.acquire(tenantId);
            locked.add(tenantId);
        }
        Snapshot now = committed.current();
        Map<String, Account> accounts = new HashMap<>();
        inOrder.forEach((tenantId, request) -> {
            TenantRows rows = now.tenant(tenantId);
            if (rows == null && request.create()) {
                rows = TenantRows.created(tenantId);
                changed.add(tenantId);
            }
            if (rows != null) {
                tenants.put(tenantId, rows);
            }
            accounts.put(tenantId, rows == null ? Account.unknown(tenantId) : rows.asRequested(request));
        });
        return accounts;
    }

    @Override
    public Map<StoredKey, StoredOperation> operations(Collection<StoredKey> keys) {
        checkOpen();
        if (!hasLocked) {
            throw new IllegalStateException("lock the accounts before you look for their operations");
        }
        Map<StoredKey, StoredOperation> found = new HashMap<>();
        for (StoredKey key : keys) {
            TenantRows rows = rows(key.tenantId());
            StoredOperation operation = rows == null ? null : rows.operation(key.stored());
            if (operation != null) {
                found.put(key, operation);
            }
        }
        return found;
    }

    @Override
    public List<LedgerEntry> operation(String tenantId, long operationId) {
        checkOpen();
        TenantRows rows = rows(tenantId);
        return rows == null ? List.of() : rows.legs(operationId);
    }

    @Override
    public List<Grant> grants(String tenantId, Collection<Long> grantIds) {
        checkOpen();
        List<Grant> found = new ArrayList<>();
        TenantRows rows = rows(tenantId);
        for (Long id : grantIds) {
            Grant grant = rows == null ? null : rows.grants().get(id);
            if (grant != null) {
                found.add(grant);
            }
        }
        return found;
    }

    /** What this transaction sees of a tenant, null when it is not stored. */
    private @Nullable TenantRows rows(String tenantId) {
        TenantRows own = tenants.get(tenantId);
        return own == null ? committed.current().tenant(tenantId) : own;
    }

    @Override
    public void apply(List<AccountChange> changes) {
        checkOpen();
        for (AccountChange change : changes) {
            String tenantId = change.before().tenantId();
            if (!locked.contains(tenantId)) {
                throw new IllegalStateException("tenant " + tenantId + " is not locked by this transaction");
            }
            TenantRows rows = tenants.get(tenantId);
            if (rows == null) {
                throw new BillingStoreException(
                        ErrorCode.STORE_FAILED,
                        "tenant " + tenantId + " is not stored and was not to be created when it was locked",
                        null);
            }
            tenants.put(tenantId, TenantWrite.apply(rows, change));
            changed.add(tenantId);
        }
    }

    @Override
    public Map<String, Set<NotificationMute>> mutes(Collection<String> tenantIds) {
        checkOpen();
        Map<String, Set<NotificationMute>> found = new HashMap<>();
        for (String tenantId : tenantIds) {
            TenantRows rows = rows(tenantId);
            if (rows != null && !rows.mutes().isEmpty()) {
                found.put(tenantId, rows.mutes());
            }
        }
        return found;
    }

    @Override
    public void mute(String tenantId, NotificationMute mute, boolean muted) {
        checkOpen();
        if (!locked.contains(tenantId)) {
            throw new IllegalStateException("tenant " + tenantId + " is not locked by this transaction");
        }
        TenantRows rows = tenants.get(tenantId);
        if (rows != null) {
            tenants.put(tenantId, rows.muted(mute, muted));
            changed.add(tenantId);
        }
    }

    @Override
    public void tellOperators(Notification notification) {
        checkOpen();
        forOperators.add(notification);
    }

    @Override
    public List<Hold> openHolds(String tenantId) {
        checkOpen();
        TenantRows rows = rows(tenantId);
        return rows == null ? List.of() : rows.openHolds().values().stream().toList();
    }

    @Override
    public void pseudonymise(String tenantId, String pseudonym) {
        checkOpen();
        TenantRows rows = tenants.get(tenantId);
        if (rows == null || !locked.contains(tenantId)) {
            throw new IllegalStateException("tenant " + tenantId + " is not stored and locked by this transaction");
        }
        tenants.put(pseudonym, rows.renamed(pseudonym));
        changed.add(pseudonym);
        tenants.put(tenantId, TenantRows.erased(rows.account()));
        changed.add(tenantId);
    }

    @Override
    public void forget(String tenantId) {
        checkOpen();
        forgotten.add(tenantId);
    }

    @Override
    public void saveJob(String name, JobState state) {
        checkOpen();
        jobs.put(name, state);
    }

    @Override
    public Optional<TenantLink> link(TenantLink link) {
        checkOpen();
        LinkRows rows = committed.current().links();
        for (TenantLink own : links) {
            rows = rows.with(own);
        }
        Optional<TenantLink> other = rows.inTheWayOf(link);
        if (other.isEmpty()) {
            links.add(link);
        }
        return other;
    }

    @Override
    public TenantCustomer lockCustomer(String tenantId, boolean livemode) {
        checkOpen();
        return seenCustomers.computeIfAbsent(
                new LinkRows.Side(tenantId, livemode),
                side -> committed.current().customer(tenantId, livemode));
    }

    @Override
    public void saveCustomer(TenantCustomer customer) {
        checkOpen();
        LinkRows.Side side = new LinkRows.Side(customer.tenantId(), customer.livemode());
        if (!seenCustomers.containsKey(side)) {
            throw new IllegalStateException(
                    "the customer of tenant " + customer.tenantId() + " is not locked by this transaction");
        }
        customers.put(side, customer);
    }

    @Override
    public boolean finish(WebhookCompletion completion) {
        checkOpen();
        boolean owns = committed.current().inbox().owns(completion);
        if (owns) {
            completions.add(completion);
        }
        return owns;
    }

    void commit() {
        checkOpen();
        committed.change(this::over);
    }

    /** Puts all of this transaction over a snapshot. */
    private Snapshot over(Snapshot base) {
        Snapshot result = base;
        for (String tenantId : changed) {
            TenantRows rows = tenants.get(tenantId);
            if (rows != null) {
                result = result.withTenant(rows);
            }
        }
        for (Notification notification : forOperators) {
            TenantRows installation = result.tenant("");
            result = result.withTenant(
                    (installation == null ? TenantRows.created("") : installation).told(notification));
        }
        seenCustomers.forEach((side, seen) -> {
            if (!base.customer(side.id(), side.livemode()).equals(seen)) {
                throw contention(
                        "another transaction has changed the customer of tenant " + side.id() + " at the same moment");
            }
        });
        for (TenantLink link : links) {
            if (result.links().inTheWayOf(link).isPresent()) {
                throw contention("another transaction has linked tenant " + link.tenantId() + " or customer "
                        + link.customerId() + " at the same moment");
            }
            result = result.withLinks(result.links().with(link));
        }
        for (TenantCustomer customer : customers.values()) {
            result = result.withCustomer(customer);
        }
        for (WebhookCompletion completion : completions) {
            if (!result.inbox().owns(completion)) {
                throw contention("the claim of " + completion.owner() + " on event "
                        + completion.task().key().eventId() + " was lost at the same moment");
            }
            result = result.withInbox(result.inbox().finished(completion));
        }
        for (String tenantId : forgotten) {
            for (TenantLink link : result.links().ofTenant(tenantId)) {
                result = result.withInbox(result.inbox().emptied("\"" + link.customerId() + "\""))
                        .withLinks(result.links().without(link));
            }
            result = result.withoutCustomer(tenantId);
        }
        for (Map.Entry<String, JobState> job : jobs.entrySet()) {
            result = result.withJob(job.getKey(), job.getValue());
        }
        return result;
    }

    @Override
    public void close() {
        over = true;
        locked.forEach(locks::release);
        locked.clear();
    }

    private void checkOpen() {
        if (over) {
            throw new IllegalStateException("this transaction is over");
        }
    }

    private static BillingStoreException contention(String message) {
        return new BillingStoreException(ErrorCode.STORE_CONTENTION, message, null);
    }
}
