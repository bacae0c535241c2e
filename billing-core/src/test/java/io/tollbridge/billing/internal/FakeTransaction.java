// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

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

/** A transaction on rows of its own. */
final class FakeTransaction implements StoreTransaction {
    /** Linking this customer is a mistake of the store that nobody expects. */
    static final String BROKEN_CUSTOMER = "cus_broken";

    private final FakeRows rows;
    private final boolean ownsClaims;
    private final List<WebhookCompletion> completions = new ArrayList<>();
    private final Set<String> changed = new HashSet<>();

    FakeTransaction(FakeRows rows, boolean ownsClaims) {
        this.rows = rows;
        this.ownsClaims = ownsClaims;
    }

    /** Whose accounts it has written. */
    Set<String> changed() {
        return changed;
    }

    List<WebhookCompletion> completions() {
        return completions;
    }

    @Override
    public Map<String, Account> lock(Collection<AccountRequest> requests) {
        Map<String, Account> accounts = new HashMap<>();
        for (AccountRequest request : requests) {
            if (request.create()) {
                rows.tenants.computeIfAbsent(
                        request.tenantId(), id -> new FakeRows.Tenant(created(Account.unknown(id))));
            }
            accounts.put(
                    request.tenantId(), rows.account(request.tenantId(), request.holdIds(), request.subscriptionIds()));
        }
        return accounts;
    }

    private static Account created(Account unknown) {
        return new Account(
                unknown.tenantId(),
                null,
                null,
                null,
                false,
                Account.Standing.OPEN,
                0,
                List.of(),
                List.of(),
                List.of(),
                null,
                0,
                0,
                unknown.head(),
                1);
    }

    @Override
    public Map<StoredKey, StoredOperation> operations(Collection<StoredKey> keys) {
        Map<StoredKey, StoredOperation> found = new HashMap<>();
        for (StoredKey key : keys) {
            FakeRows.Tenant tenant = rows.tenants.get(key.tenantId());
            StoredOperation operation = tenant == null ? null : tenant.operations.get(key.stored());
            if (operation != null) {
                found.put(key, operation);
            }
        }
        return found;
    }

    @Override
    public List<LedgerEntry> operation(String tenantId, long operationId) {
        FakeRows.Tenant tenant = rows.tenants.get(tenantId);
        return tenant == null
                ? List.of()
                : tenant.ledger.stream()
                        .filter(row -> row.operationId() == operationId)
                        .toList();
    }

    @Override
    public List<Grant> grants(String tenantId, Collection<Long> grantIds) {
        FakeRows.Tenant tenant = rows.tenants.get(tenantId);
        return tenant == null
                ? List.of()
                : tenant.grants.values().stream()
                        .filter(grant -> grantIds.contains(grant.id()))
                        .toList();
    }

    @Override
    public List<Hold> openHolds(String tenantId) {
        FakeRows.Tenant tenant = rows.tenants.get(tenantId);
        return tenant == null
                ? List.of()
                : tenant.holds.values().stream()
                        .filter(hold -> hold.state() == Hold.State.OPEN)
                        .toList();
    }

    @Override
    public void pseudonymise(String tenantId, String pseudonym) {
        throw new UnsupportedOperationException("nobody is erased here");
    }

    @Override
    public void forget(String tenantId) {
        throw new UnsupportedOperationException("nobody is erased here");
    }

    @Override
    public void saveJob(String name, JobState state) {
        rows.jobs.put(name, state);
    }

    @Override
    public Map<String, Set<NotificationMute>> mutes(Collection<String> tenantIds) {
        Map<String, Set<NotificationMute>> found = new HashMap<>(rows.mutes);
        found.keySet().retainAll(Set.copyOf(tenantIds));
        return found;
    }

    @Override
    public void mute(String tenantId, NotificationMute mute, boolean muted) {
        Set<NotificationMute> wishes = new HashSet<>(rows.mutes.getOrDefault(tenantId, Set.of()));
        if (muted) {
            wishes.add(mute);
        } else {
            wishes.remove(mute);
        }
        rows.mutes.put(tenantId, wishes);
    }

    @Override
    public void tellOperators(Notification notification) {
        rows.forOperators.putIfAbsent(notification.key(), notification);
    }

    @Override
    public void apply(List<AccountChange> changes) {
        changes.forEach(change -> changed.add(change.after().tenantId()));
        changes.forEach(rows::apply);
    }

    @Override
    public Optional<TenantLink> link(TenantLink link) {
        if (link.customerId().equals(BROKEN_CUSTOMER)) {
            throw new IllegalStateException("broken");
        }
        return link.customerId().equals("cus_taken")
                ? Optional.of(new TenantLink("somebody-else", link.customerId(), link.livemode()))
                : Optional.empty();
    }

    @Override
    public TenantCustomer lockCustomer(String tenantId, boolean livemode) {
        return TenantCustomer.unknown(tenantId, livemode);
    }

    @Override
    public void saveCustomer(TenantCustomer customer) {
        throw new UnsupportedOperationException("nobody writes customers here");
    }

    @Override
    public boolean finish(WebhookCompletion completion) {
        if (ownsClaims) {
            completions.add(completion);
        }
        return ownsClaims;
    }
}
