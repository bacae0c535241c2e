// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attributed;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.PaymentCommand;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.TenantCommand;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.StoredKey;
import io.tollbridge.billing.spi.StoredOperation;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a batch of commands inside one transaction: lock the accounts, find what was done before, decide each
 * command in order on the state that the one before left, write all changes. One use, one thread.
 */
final class BatchFold {
    private final StoreTransaction transaction;
    private final Fold fold;
    private List<AccountChange> written = List.of();
    private boolean beginsPurchase;

    BatchFold(AccountDecider decider, StoreTransaction transaction, Instant now) {
        this.transaction = transaction;
        fold = new Fold(decider, now);
    }

    /** What one command came to: one result for each command, in order. */
    List<CommandResult> execute(List<Command> commands) {
        return execute(commands, true);
    }

    /** The same, but may leave commands of tenants whom others have locked: their result is {@link CommandResult.Busy}. */
    List<CommandResult> executeUnlessBusy(List<Command> commands) {
        return execute(commands, false);
    }

    private List<CommandResult> execute(List<Command> commands, boolean mayWait) {
        Map<String, AccountRequest> requests = requests(commands);
        Map<String, Account> accounts =
                mayWait ? transaction.lock(requests.values()) : transaction.tryLock(requests.values());
        requests.forEach((tenantId, request) -> {
            Account account =
                    mayWait ? accounts.getOrDefault(tenantId, Account.unknown(tenantId)) : accounts.get(tenantId);
            if (account != null) {
                fold.add(account, account.version() > 0 || request.create());
            }
        });
        Set<StoredKey> keys = new LinkedHashSet<>();
        for (Command command : commands) {
            OperationKey key = command.key();
            if (key != null && !(command instanceof Command.Reverse) && fold.has(command.tenantId())) {
                keys.add(new StoredKey(command.tenantId(), key.stored()));
            }
        }
        if (!keys.isEmpty()) {
            fold.addKnown(transaction.operations(keys));
        }
        List<CommandResult> results = commands.stream().map(this::execute).toList();
        written = Muting.applied(fold.changes(), transaction);
        if (!written.isEmpty()) {
            transaction.apply(written);
            beginsPurchase = written.stream().anyMatch(AccountChange::beginsPurchase);
        }
        return results;
    }

    /** What has been written. */
    List<AccountChange> written() {
        return written;
    }

    /** True when a purchase waits for being carried out once the transaction has committed. */
    boolean beginsPurchase() {
        return beginsPurchase;
    }

    /** The stored accounts as they are when the transaction has committed. */
    List<Account> after() {
        return fold.after();
    }

    private CommandResult execute(Command command) {
        return fold.has(command.tenantId()) ? fold.decide(resolved(command)) : new CommandResult.Busy();
    }

    /** A command with the rows that it is about, as the batch has left them; most commands as they are. */
    private Command resolved(Command command) {
        if (command instanceof Attributed attributed) {
            return new Attributed(resolved(attributed.command()), attributed.by());
        }
        if (command instanceof TenantCommand.Erase erase) {
            return erase.resolved(fold.openHolds(erase.tenantId(), transaction.openHolds(erase.tenantId())));
        }
        if (command instanceof PaymentCommand.SettlePayment settle) {
            return settle.resolved(grant(settle.tenantId(), fold.lotOf(settle.tenantId(), settle.purchaseId())));
        }
        if (command instanceof PaymentCommand.SettlePeriod settle) {
            return settle.resolved(opened(settle.tenantId(), fold.currentSlice(settle.tenantId())));
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
        fold.changedGrants(reverse.tenantId())
                .forEach(grant -> grants.computeIfPresent(grant.id(), (id, stored) -> grant));
        Command.Reverse resolved = reverse.resolved(legs, List.copyOf(grants.values()));
        lookUp(new StoredKey(resolved.tenantId(), resolved.key().stored()));
        return resolved;
    }

    /** What a slice was opened with: told by the ledger, or by its row where it came in with an import. */
    private PaymentCommand.@Nullable Opened opened(String tenantId, @Nullable Slice slice) {
        if (slice == null) {
            return null;
        }
        OperationKey key = OperationKey.slice(slice.subscriptionId(), slice.start());
        StoredOperation opening = lookUp(new StoredKey(tenantId, key.stored()));
        if (opening != null) {
            for (LedgerEntry leg : opening.legs()) {
                if (leg.type() == EntryType.GRANT) {
                    return new PaymentCommand.Opened(slice.start(), leg.amount());
                }
            }
        }
        Grant row = grant(tenantId, slice.grantId());
        return row == null ? null : new PaymentCommand.Opened(slice.start(), row.credits());
    }

    /** A grant in any state, as the batch has left it; null when there is none. */
    private @Nullable Grant grant(String tenantId, long grantId) {
        Grant found = null;
        if (grantId != 0) {
            for (Grant stored : transaction.grants(tenantId, List.of(grantId))) {
                found = stored;
            }
            for (Grant changed : fold.changedGrants(tenantId)) {
                found = changed.id() == grantId ? changed : found;
            }
        }
        return found;
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
        if (fold.known(key) == null) {
            fold.addKnown(transaction.operations(List.of(key)));
        }
        return fold.known(key);
    }

    private static Map<String, AccountRequest> requests(List<Command> commands) {
        Map<String, AccountRequest> requests = new TreeMap<>();
        for (Command command : commands) {
            String holdId = command.holdId();
            String subscriptionId = command.subscriptionId();
            String purchaseId = command.purchaseId();
            AccountRequest one = new AccountRequest(
                    command.tenantId(),
                    command.createsTenant(),
                    holdId == null ? Set.of() : Set.of(holdId),
                    subscriptionId == null ? Set.of() : Set.of(subscriptionId),
                    purchaseId == null ? Set.of() : Set.of(purchaseId));
            requests.merge(command.tenantId(), one, BatchFold::both);
        }
        return requests;
    }

    private static AccountRequest both(AccountRequest a, AccountRequest b) {
        return new AccountRequest(
                a.tenantId(),
                a.create() || b.create(),
                union(a.holdIds(), b.holdIds()),
                union(a.subscriptionIds(), b.subscriptionIds()),
                union(a.purchaseIds(), b.purchaseIds()));
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b : a;
        }
        Set<String> both = new TreeSet<>(a);
        both.addAll(b);
        return both;
    }
}
