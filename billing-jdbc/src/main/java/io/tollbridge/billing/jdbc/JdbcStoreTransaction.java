// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.account.Subscription;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** One transaction on the tables. */
final class JdbcStoreTransaction implements StoreTransaction {
    /** The tenant id of notifications about the whole installation. */
    private static final String INSTALLATION = "";

    private final Steps steps;
    private final Handle handle;
    private final Tables tables;
    private final Map<String, AccountRow> locked = new LinkedHashMap<>();
    private final Set<String> requested = new HashSet<>();

    JdbcStoreTransaction(Steps steps, Tables tables) {
        this.steps = steps;
        this.handle = steps.handle();
        this.tables = tables;
    }

    @Override
    public Map<String, Account> lock(Collection<AccountRequest> requests) {
        begin(requests);
        return steps.run("locking " + requests.size() + " accounts", () -> {
            lockRows(requests);
            return load(requests);
        });
    }

    @Override
    public Map<String, Account> tryLock(Collection<AccountRequest> requests) {
        begin(requests);
        return steps.run("locking those of " + requests.size() + " accounts that are free", () -> {
            lockFreeRows(requests);
            return load(requests.stream()
                    .filter(request -> requested.contains(request.tenantId()))
                    .toList());
        });
    }

    private void begin(Collection<AccountRequest> requests) {
        if (!requested.isEmpty()) {
            throw new IllegalStateException("a transaction locks once; name all its tenants in that call");
        }
        for (AccountRequest request : requests) {
            if (!requested.add(request.tenantId())) {
                throw new IllegalStateException("tenant " + request.tenantId() + " is requested twice");
            }
        }
    }

    /** Locks what is free in one statement; what is left is locked by others, or to be created, or unknown. */
    private void lockFreeRows(Collection<AccountRequest> requests) {
        List<String> tenants = requests.stream()
                .map(AccountRequest::tenantId)
                .sorted(TenantOrder.BY_CODE_POINT)
                .toList();
        tables.accounts().lockFree(handle, tenants).forEach(row -> locked.put(row.tenantId(), row));
        List<String> others =
                tenants.stream().filter(tenant -> !locked.containsKey(tenant)).toList();
        Set<String> busy = new HashSet<>(tables.accounts().existing(handle, others));
        for (AccountRequest request : requests) {
            // why: creating may have to wait for another transaction that creates the same tenant
            if (!locked.containsKey(request.tenantId()) && request.create()) {
                busy.add(request.tenantId());
            }
        }
        requested.removeAll(busy);
    }

    /**
     * Creates and locks rows in one ascending pass. Creating all first and locking all then would be two passes, and a
     * circle: one transaction holds a new row and waits for an old one, another the other way round.
     */
    private void lockRows(Collection<AccountRequest> requests) {
        List<String> tenants = requests.stream()
                .map(AccountRequest::tenantId)
                .sorted(TenantOrder.BY_CODE_POINT)
                .toList();
        Set<String> missing = missing(requests);
        List<String> stretch = new ArrayList<>();
        for (String tenant : tenants) {
            if (missing.contains(tenant)) {
                lockStretch(stretch);
                tables.accounts().create(handle, tenant);
            }
            stretch.add(tenant);
        }
        lockStretch(stretch);
    }

    private Set<String> missing(Collection<AccountRequest> requests) {
        List<String> wanted = requests.stream()
                .filter(AccountRequest::create)
                .map(AccountRequest::tenantId)
                .toList();
        Set<String> missing = new HashSet<>(wanted);
        tables.accounts().existing(handle, wanted).forEach(missing::remove);
        return missing;
    }

    private void lockStretch(List<String> tenants) {
        tables.accounts().lock(handle, tenants).forEach(row -> locked.put(row.tenantId(), row));
        tenants.clear();
    }

    private Map<String, Account> load(Collection<AccountRequest> requests) {
        List<AccountRow> rows = List.copyOf(locked.values());
        Map<String, Subscription> subscriptions = tables.subscriptions().ofLocked(handle, rows);
        Map<String, List<Grant>> grants = tables.grants().liveOfLocked(handle, List.copyOf(locked.keySet()));
        Map<String, List<Subscription>> named = tables.subscriptions().requested(handle, requests);
        Map<String, List<Hold>> holds = tables.holds().requested(handle, requests);
        Map<String, Purchasing> purchasing = tables.purchasingOfLocked(handle, rows, requests);
        Map<String, Account> accounts = new LinkedHashMap<>();
        for (AccountRequest request : requests) {
            String tenant = request.tenantId();
            AccountRow row = locked.get(tenant);
            accounts.put(
                    tenant,
                    row == null
                            ? Account.unknown(tenant)
                            : row.with(
                                    subscriptions.get(tenant),
                                    grants.getOrDefault(tenant, List.of()),
                                    others(row, named.getOrDefault(tenant, List.of())),
                                    holds.getOrDefault(tenant, List.of()),
                                    purchasing.get(tenant)));
        }
        return accounts;
    }

    private static List<Subscription> others(AccountRow row, List<Subscription> named) {
        return named.stream()
                .filter(subscription -> !subscription.id().equals(row.subscriptionId()))
                .toList();
    }

    @Override
    public Map<StoredKey, StoredOperation> operations(Collection<StoredKey> keys) {
        return steps.run("looking " + keys.size() + " operation keys up", () -> {
            Map<StoredKey, StoredOperation> operations = new HashMap<>();
            for (OperationKeyTable.Found found : tables.operationKeys().find(handle, keys)) {
                operations.put(found.key(), operation(found));
            }
            return operations;
        });
    }

    private StoredOperation operation(OperationKeyTable.Found found) {
        if (found.operationId() == 0) {
            return new StoredOperation(found.fingerprint(), List.of(), found.spendableAfter());
        }
        List<LedgerEntry> legs = tables.ledger().legs(handle, found.key().tenantId(), found.operationId());
        return new StoredOperation(
                found.fingerprint(), legs, legs.get(legs.size() - 1).spendableAfter());
    }

    @Override
    public List<LedgerEntry> operation(String tenantId, long operationId) {
        return steps.run("reading an operation", () -> tables.ledger().legs(handle, tenantId, operationId));
    }

    @Override
    public List<Grant> grants(String tenantId, Collection<Long> grantIds) {
        return steps.run(
                "reading grants",
                () -> grantIds.stream()
                        .flatMap(id -> tables.grants().find(handle, tenantId, id).stream())
                        .toList());
    }

    @Override
    public void apply(List<AccountChange> changes) {
        for (AccountChange change : changes) {
            if (!requested.contains(change.after().tenantId())) {
                throw new IllegalStateException(
                        "tenant " + change.after().tenantId() + " is not locked by this transaction");
            }
        }
        steps.run("writing " + changes.size() + " accounts", () -> {
            new ChangeWriter(tables, handle).write(changes, locked);
            return changes;
        });
    }

    @Override
    public Map<String, Set<NotificationMute>> mutes(Collection<String> tenantIds) {
        return steps.run("reading preferences", () -> tables.preferences().of(handle, tenantIds));
    }

    @Override
    public void mute(String tenantId, NotificationMute mute, boolean muted) {
        if (!requested.contains(tenantId)) {
            throw new IllegalStateException("tenant " + tenantId + " is not locked by this transaction");
        }
        if (!locked.containsKey(tenantId)) {
            return;
        }
        steps.run("writing a preference", () -> {
            tables.preferences().save(handle, tenantId, mute, muted);
            return mute;
        });
    }

    @Override
    public void tellOperators(Notification notification) {
        steps.run("telling operators", () -> {
            PreparedBatch batch = tables.notifications().inserts(handle);
            tables.notifications().add(batch, INSTALLATION, notification);
            Writes.execute(batch);
            return notification;
        });
    }

    @Override
    public Optional<TenantLink> link(TenantLink link) {
        return steps.run("linking a customer", () -> tables.tenants().link(handle, link));
    }

    @Override
    public TenantCustomer lockCustomer(String tenantId, boolean livemode) {
        return steps.run("locking a customer", () -> tables.tenants().lock(handle, tenantId, livemode));
    }

    @Override
    public void saveCustomer(TenantCustomer customer) {
        steps.run("writing a customer", () -> {
            tables.tenants().save(handle, customer);
            return customer;
        });
    }

    @Override
    public List<Hold> openHolds(String tenantId) {
        return steps.run("reading open holds", () -> tables.holds().open(handle, tenantId, "", Integer.MAX_VALUE));
    }

    @Override
    public void pseudonymise(String tenantId, String pseudonym) {
        if (!locked.containsKey(tenantId)) {
            throw new IllegalStateException("tenant " + tenantId + " is not locked by this transaction");
        }
        steps.run("giving a tenant a pseudonym", () -> {
            Account closed = new JdbcStoreReader(steps, tables).account(tenantId);
            tables.erasures().pseudonymise(handle, tables.accounts(), closed, pseudonym);
            return pseudonym;
        });
    }

    @Override
    public void forget(String tenantId) {
        steps.run("forgetting a tenant's customers", () -> {
            tables.erasures().forget(handle, tenantId);
            return tenantId;
        });
    }

    @Override
    public void saveJob(String name, JobState state) {
        steps.run("saving how far a job is", () -> {
            tables.jobs().save(handle, name, state);
            return state;
        });
    }

    @Override
    public boolean finish(WebhookCompletion completion) {
        return steps.run(
                "finishing webhook event " + completion.task().key().eventId(),
                () -> tables.webhooks().finish(handle, completion));
    }
}
