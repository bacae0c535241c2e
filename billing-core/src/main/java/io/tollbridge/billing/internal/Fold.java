// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Decision;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.TenantCommand;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.StoredKey;
import io.tollbridge.billing.spi.StoredOperation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides commands in order, each on the state that the one before left, and collects what is to be written. Knows
 * nothing of where accounts and keys come from. One use, one thread.
 */
final class Fold {
    private final AccountDecider decider;
    private final Instant now;
    private final Map<StoredKey, StoredOperation> known = new HashMap<>();
    private final Map<String, TenantWork> work = new LinkedHashMap<>();

    Fold(AccountDecider decider, Instant now) {
        this.decider = decider;
        this.now = now;
    }

    /** Brings an account in; nothing is written for one that is not stored and does not become so. */
    void add(Account account, boolean stored) {
        work.put(account.tenantId(), new TenantWork(account, stored));
    }

    boolean has(String tenantId) {
        return work.containsKey(tenantId);
    }

    /** Brings operations in that were carried out before. */
    void addKnown(Map<StoredKey, StoredOperation> operations) {
        known.putAll(operations);
    }

    /** What was carried out under a key, before or in this fold; null when it is not known. */
    @Nullable
    StoredOperation known(StoredKey key) {
        return known.get(key);
    }

    /** The grants that the fold has changed, in their latest form last. */
    List<Grant> changedGrants(String tenantId) {
        return tenant(tenantId).all(Decision::grants);
    }

    /** The lot of a purchase, 0 when there is none. */
    long lotOf(String tenantId, String purchaseId) {
        Purchasing purchasing = tenant(tenantId).current.purchasing();
        if (purchasing != null) {
            for (Purchase purchase : purchasing.purchases()) {
                if (purchase.id().equals(purchaseId)) {
                    return purchase.payment().grantId();
                }
            }
        }
        return 0;
    }

    /** The newest slice, null when there never was one. */
    @Nullable
    Slice currentSlice(String tenantId) {
        return tenant(tenantId).current.slice();
    }

    /** The open ones of a tenant's stored holds and of those that the fold has placed. */
    List<Hold> openHolds(String tenantId, List<Hold> stored) {
        Map<String, Hold> holds = new LinkedHashMap<>();
        stored.forEach(hold -> holds.put(hold.id(), hold));
        tenant(tenantId).all(Decision::holds).forEach(hold -> holds.put(hold.id(), hold));
        return holds.values().stream()
                .filter(hold -> hold.state() == Hold.State.OPEN)
                .toList();
    }

    private TenantWork tenant(String tenantId) {
        TenantWork tenant = work.get(tenantId);
        if (tenant == null) {
            throw new IllegalStateException("the store did not return the account of tenant " + tenantId);
        }
        return tenant;
    }

    /** Decides one command, or finds that it was carried out before. */
    CommandResult decide(Command command) {
        TenantWork tenant = tenant(command.tenantId());
        OperationKey key = command.key();
        if (key != null) {
            StoredOperation before = known.get(new StoredKey(command.tenantId(), key.stored()));
            if (before != null) {
                return before.fingerprint() == key.fingerprint()
                        ? new CommandResult.Repeated(before, tenant.hold(command.holdId()))
                        : new CommandResult.KeyConflict(key.text());
            }
        }
        Account before = tenant.current;
        Decision decision = decider.decide(before, command, now);
        tenant.add(decision);
        remember(tenant, command, decision, before);
        return new CommandResult.Decided(decision.outcome());
    }

    /** Takes note of the keys that the decision used up, for later commands of the batch and for the store. */
    private void remember(TenantWork tenant, Command command, Decision decision, Account before) {
        List<LedgerEntry> entries = decision.entries();
        for (int first = 0, next; first < entries.size(); first = next) {
            LedgerEntry entry = entries.get(first);
            next = first + 1;
            while (next < entries.size() && entries.get(next).operationId() == entry.operationId()) {
                next++;
            }
            String stored = entry.key();
            if (stored != null) {
                known.put(
                        new StoredKey(command.tenantId(), stored),
                        new StoredOperation(
                                entry.fingerprint(),
                                entries.subList(first, next),
                                entries.get(next - 1).spendableAfter()));
            }
        }
        OperationKey key = command.key();
        // why drift: operators are told of it once, also when the ledger is that of an erased tenant
        boolean kept = before.standing() != Account.Standing.ERASED || command instanceof TenantCommand.NoteDrift;
        if (key == null || !tenant.stored || !kept || !decision.outcome().succeeded()) {
            return;
        }
        StoredKey storedKey = new StoredKey(command.tenantId(), key.stored());
        if (!known.containsKey(storedKey)) {
            long spendable = decision.after().spendable();
            known.put(storedKey, new StoredOperation(key.fingerprint(), List.of(), spendable));
            tenant.silent.add(new AccountChange.SilentOperation(key.stored(), key.fingerprint(), spendable, now));
            // why: whatever uses a key up changes the version, so that who finds it unchanged knows that no key was
            // used
            if (tenant.current.version() == before.version()) {
                tenant.current = tenant.current.touched();
            }
        }
    }

    /** Everything to write, in the order of the accounts. */
    List<AccountChange> changes() {
        List<AccountChange> changes = new ArrayList<>(work.size());
        for (TenantWork tenant : work.values()) {
            AccountChange change = tenant.change(decider, now);
            if (!change.isEmpty()) {
                changes.add(change);
            }
        }
        return changes;
    }

    /** The stored accounts as they are once all changes are written, without what was loaded for single commands. */
    List<Account> after() {
        return work.values().stream()
                .filter(tenant -> tenant.stored)
                .map(tenant -> tenant.current.withoutNamed())
                .toList();
    }

    /** What has been decided for one tenant so far. */
    private static final class TenantWork {
        private final Account before;
        private final boolean stored;
        private Account current;
        private final List<Decision> decisions = new ArrayList<>();
        private final List<UsageDelta> usage = new ArrayList<>();
        private final List<AccountChange.SilentOperation> silent = new ArrayList<>();

        TenantWork(Account before, boolean stored) {
            this.before = before;
            this.current = before;
            this.stored = stored;
        }

        void add(Decision decision) {
            // why: nothing is written for a tenant that does not exist (R25) or was erased, not even a refusal
            if (stored && current.standing() != Account.Standing.ERASED) {
                usage.addAll(decision.usage());
            }
            current = decision.after();
            decisions.add(decision);
        }

        @Nullable
        Hold hold(@Nullable String holdId) {
            return current.holds().stream()
                    .filter(hold -> hold.id().equals(holdId))
                    .findFirst()
                    .orElse(null);
        }

        AccountChange change(AccountDecider decider, Instant now) {
            return new AccountChange(
                    before,
                    current,
                    all(Decision::entries),
                    last(Decision::grants, Grant::id),
                    last(Decision::holds, Hold::id),
                    last(Decision::subscriptions, Subscription::id),
                    last(Decision::purchases, Purchase::id),
                    UsageSums.of(usage),
                    all(Decision::notifications),
                    silent,
                    decider.nextDue(current, now));
        }

        private <T> List<T> all(Function<Decision, List<T>> part) {
            if (decisions.size() == 1) {
                return part.apply(decisions.get(0));
            }
            List<T> all = new ArrayList<>();
            decisions.forEach(decision -> all.addAll(part.apply(decision)));
            return all;
        }

        private <T, K> List<T> last(Function<Decision, List<T>> part, Function<T, K> id) {
            List<T> all = all(part);
            if (all.size() <= 1) {
                return all;
            }
            Map<K, T> byId = new LinkedHashMap<>();
            all.forEach(row -> byId.put(id.apply(row), row));
            return List.copyOf(byId.values());
        }
    }
}
