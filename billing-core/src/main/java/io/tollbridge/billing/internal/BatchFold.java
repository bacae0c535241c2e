// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Decision;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.TenantCommand;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.StoredKey;
import io.tollbridge.billing.spi.StoredOperation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a batch of commands inside one transaction: lock the accounts, find what was done before, decide each
 * command in order on the state that the one before left, write all changes. One use, one thread.
 */
final class BatchFold {
    private final AccountDecider decider;
    private final StoreTransaction transaction;
    private final Instant now;
    private final Map<StoredKey, StoredOperation> known = new HashMap<>();
    private final Map<String, TenantWork> work = new LinkedHashMap<>();

    BatchFold(AccountDecider decider, StoreTransaction transaction, Instant now) {
        this.decider = decider;
        this.transaction = transaction;
        this.now = now;
    }

    /** What one command came to: one result for each command, in order. */
    List<CommandResult> execute(List<Command> commands) {
        Map<String, AccountRequest> requests = requests(commands);
        Map<String, Account> accounts = transaction.lock(requests.values());
        requests.forEach((tenantId, request) -> {
            Account account = accounts.getOrDefault(tenantId, Account.unknown(tenantId));
            work.put(tenantId, new TenantWork(account, stored(account, request)));
        });
        Set<StoredKey> keys = new LinkedHashSet<>();
        for (Command command : commands) {
            OperationKey key = command.key();
            if (key != null && !(command instanceof Command.Reverse)) {
                keys.add(new StoredKey(command.tenantId(), key.stored()));
            }
        }
        if (!keys.isEmpty()) {
            known.putAll(transaction.operations(keys));
        }
        List<CommandResult> results = commands.stream().map(this::execute).toList();
        List<AccountChange> changes = work.values().stream()
                .map(tenant -> tenant.change(decider, now))
                .filter(change -> !change.isEmpty())
                .toList();
        if (!changes.isEmpty()) {
            transaction.apply(changes);
        }
        return results;
    }

    /** True when something can be written for the tenant besides its account. */
    private static boolean stored(Account account, AccountRequest request) {
        return account.standing() != Account.Standing.ERASED && (account.version() > 0 || request.create());
    }

    /** A command with the rows that it is about, as the batch has left them; most commands as they are. */
    private Command resolved(Command command, TenantWork tenant) {
        if (command instanceof TenantCommand.Erase erase) {
            return erase.resolved(tenant.open(transaction.openHolds(erase.tenantId())));
        }
        if (!(command instanceof Command.Reverse reverse)) {
            return command;
        }
        List<LedgerEntry> legs = legs(reverse);
        if (legs.isEmpty()) {
            return reverse;
        }
        Set<Long> grantIds = legs.stream().map(LedgerEntry::grantId).collect(Collectors.toSet());
        Map<Long, Grant> grants = new TreeMap<>();
        transaction.grants(reverse.tenantId(), grantIds).forEach(grant -> grants.put(grant.id(), grant));
        tenant.grants().forEach(grant -> grants.computeIfPresent(grant.id(), (id, stored) -> grant));
        Command.Reverse resolved = reverse.resolved(legs, List.copyOf(grants.values()));
        lookUp(new StoredKey(resolved.tenantId(), resolved.key().stored()));
        return resolved;
    }

    private List<LedgerEntry> legs(Command.Reverse reverse) {
        OperationKey original = reverse.original();
        if (original == null) {
            return transaction.operation(reverse.tenantId(), reverse.operationId());
        }
        StoredOperation operation = lookUp(new StoredKey(reverse.tenantId(), original.stored()));
        return operation == null ? List.of() : operation.legs();
    }

    private @Nullable StoredOperation lookUp(StoredKey key) {
        if (!known.containsKey(key)) {
            known.putAll(transaction.operations(List.of(key)));
        }
        return known.get(key);
    }

    private static Map<String, AccountRequest> requests(List<Command> commands) {
        Map<String, AccountRequest> requests = new TreeMap<>();
        for (Command command : commands) {
            String holdId = command.holdId();
            String subscriptionId = command.subscriptionId();
            AccountRequest one = new AccountRequest(
                    command.tenantId(),
                    command.createsTenant(),
                    holdId == null ? Set.of() : Set.of(holdId),
                    subscriptionId == null ? Set.of() : Set.of(subscriptionId));
            requests.merge(command.tenantId(), one, BatchFold::both);
        }
        return requests;
    }

    private static AccountRequest both(AccountRequest a, AccountRequest b) {
        return new AccountRequest(
                a.tenantId(),
                a.create() || b.create(),
                union(a.holdIds(), b.holdIds()),
                union(a.subscriptionIds(), b.subscriptionIds()));
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        Set<String> both = new TreeSet<>(a);
        both.addAll(b);
        return both;
    }

    private CommandResult execute(Command wanted) {
        TenantWork tenant = work.get(wanted.tenantId());
        if (tenant == null) {
            throw new IllegalStateException("the store did not return the account of tenant " + wanted.tenantId());
        }
        Command command = resolved(wanted, tenant);
        OperationKey key = command.key();
        if (key != null) {
            StoredOperation before = known.get(new StoredKey(command.tenantId(), key.stored()));
            if (before != null) {
                return before.fingerprint() == key.fingerprint()
                        ? new CommandResult.Repeated(before, tenant.hold(command.holdId()))
                        : new CommandResult.KeyConflict(key.text());
            }
        }
        Decision decision = decider.decide(tenant.current, command, now);
        tenant.add(decision);
        remember(tenant, command, decision);
        return new CommandResult.Decided(decision.outcome());
    }

    /** Takes note of the keys that the decision used up, for later commands of the batch and for the store. */
    private void remember(TenantWork tenant, Command command, Decision decision) {
        Map<Long, List<LedgerEntry>> operations = decision.entries().stream()
                .collect(Collectors.groupingBy(LedgerEntry::operationId, LinkedHashMap::new, Collectors.toList()));
        for (List<LedgerEntry> legs : operations.values()) {
            LedgerEntry first = legs.get(0);
            String stored = first.key();
            if (stored != null) {
                known.put(
                        new StoredKey(command.tenantId(), stored),
                        new StoredOperation(
                                first.fingerprint(),
                                legs,
                                legs.get(legs.size() - 1).spendableAfter()));
            }
        }
        OperationKey key = command.key();
        if (key == null || !tenant.stored || !decision.outcome().succeeded()) {
            return;
        }
        StoredKey storedKey = new StoredKey(command.tenantId(), key.stored());
        if (!known.containsKey(storedKey)) {
            long spendable = decision.after().spendable();
            known.put(storedKey, new StoredOperation(key.fingerprint(), List.of(), spendable));
            tenant.silent.add(new AccountChange.SilentOperation(key.stored(), key.fingerprint(), spendable, now));
        }
    }

    /** What has been decided for one tenant so far. */
    private static final class TenantWork {
        private final Account before;
        private final boolean stored;
        private Account current;
        private final List<Decision> decisions = new ArrayList<>();
        private final List<AccountChange.SilentOperation> silent = new ArrayList<>();

        TenantWork(Account before, boolean stored) {
            this.before = before;
            this.current = before;
            this.stored = stored;
        }

        void add(Decision decision) {
            current = decision.after();
            decisions.add(decision);
        }

        /** The grants that the batch has changed, in their latest form last. */
        List<Grant> grants() {
            return all(Decision::grants);
        }

        /** The open ones of the stored holds and of those that the batch has placed. */
        List<Hold> open(List<Hold> stored) {
            Map<String, Hold> holds = new LinkedHashMap<>();
            stored.forEach(hold -> holds.put(hold.id(), hold));
            current.holds().forEach(hold -> holds.put(hold.id(), hold));
            return holds.values().stream()
                    .filter(hold -> hold.state() == Hold.State.OPEN)
                    .toList();
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
                    // why: nothing is written for a tenant that does not exist, not even that it was refused (R25)
                    stored ? UsageSums.of(all(Decision::usage)) : List.of(),
                    all(Decision::notifications),
                    silent,
                    decider.nextDue(current, now));
        }

        private <T> List<T> all(Function<Decision, List<T>> part) {
            return decisions.stream()
                    .flatMap(decision -> part.apply(decision).stream())
                    .toList();
        }

        private <T, K> List<T> last(Function<Decision, List<T>> part, Function<T, K> id) {
            Map<K, T> byId = new LinkedHashMap<>();
            all(part).forEach(row -> byId.put(id.apply(row), row));
            return List.copyOf(byId.values());
        }
    }
}
