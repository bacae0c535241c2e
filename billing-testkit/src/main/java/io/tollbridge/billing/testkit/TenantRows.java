// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.StoredOperation;
import io.tollbridge.billing.usage.UsageLine;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is stored for one tenant. Immutable.
 *
 * @param account the account as it loads: live grants only, the ruling subscription only, no holds
 * @param nextDueAt when time alone will next change the account, null when it will not
 * @param grants all grants by id
 * @param facts the facts of all grants
 * @param subscriptions all subscriptions by id, the ruling one among them
 * @param holds all holds by id
 * @param openHolds the open ones among them
 * @param purchases all purchases by id
 * @param ledger the ledger by {@code seq}
 * @param operations what was done under each key
 * @param usage the rollup
 * @param notifications in the order in which they were written
 * @param notificationKeys their keys
 * @param mutes what the tenant does not want to be told
 */
record TenantRows(
        Account account,
        @Nullable Instant nextDueAt,
        PersistentMap<Long, Grant> grants,
        PersistentMap<String, Long> facts,
        PersistentMap<String, Subscription> subscriptions,
        PersistentMap<String, Hold> holds,
        PersistentMap<String, Hold> openHolds,
        PersistentMap<String, Purchase> purchases,
        PersistentMap<Long, LedgerEntry> ledger,
        PersistentMap<String, Operation> operations,
        PersistentMap<UsageKey, UsageLine> usage,
        PersistentMap<Integer, Notification> notifications,
        PersistentMap<String, Integer> notificationKeys,
        Set<NotificationMute> mutes) {

    private static final Comparator<UsageKey> BY_DAY_AND_FEATURE =
            Comparator.comparing(UsageKey::day).thenComparing(UsageKey::feature);

    /** A tenant that has just become known, and nothing else. */
    static TenantRows created(String tenantId) {
        return new TenantRows(
                Accounts.created(tenantId),
                null,
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.emptyBy(BY_DAY_AND_FEATURE),
                PersistentMap.empty(),
                PersistentMap.empty(),
                Set.of());
    }

    /** What stays under the id of a tenant whose rows were moved. */
    static TenantRows erased(Account closed) {
        TenantRows created = created(closed.tenantId());
        return created.withAccount(Account.erased(closed.tenantId(), closed.version() + 1));
    }

    /** The same rows of another tenant. */
    TenantRows renamed(String tenantId) {
        return withAccount(account.renamed(tenantId));
    }

    private TenantRows withAccount(Account changed) {
        return with(changed, notifications, notificationKeys, mutes);
    }

    private TenantRows with(
            Account changed,
            PersistentMap<Integer, Notification> told,
            PersistentMap<String, Integer> toldKeys,
            Set<NotificationMute> wishes) {
        return new TenantRows(
                changed,
                nextDueAt,
                grants,
                facts,
                subscriptions,
                holds,
                openHolds,
                purchases,
                ledger,
                operations,
                usage,
                told,
                toldKeys,
                wishes);
    }

    /** With a wish kept, or forgotten. */
    TenantRows muted(NotificationMute mute, boolean muted) {
        Set<NotificationMute> wishes = new HashSet<>(mutes);
        if (muted) {
            wishes.add(mute);
        } else {
            wishes.remove(mute);
        }
        return with(account, notifications, notificationKeys, Set.copyOf(wishes));
    }

    /** With one more notification, unless there is one of its key. */
    TenantRows told(Notification notification) {
        // why: a cancellation that is taken back and repeated is due twice under one key; it must not be refused
        if (notificationKeys.contains(notification.key())) {
            return this;
        }
        int number = notifications.size() + 1;
        return with(
                account,
                notifications.with(number, notification),
                notificationKeys.with(notification.key(), number),
                mutes);
    }

    /** The key of a usage line. */
    record UsageKey(LocalDate day, String feature) {}

    /**
     * What was done under a key.
     *
     * @param firstSeq the operation's first ledger row, 0 when it wrote none
     * @param fingerprint of the request
     * @param spendableAfter spendable credits after it, when it wrote no ledger row
     */
    record Operation(long firstSeq, long fingerprint, long spendableAfter) {}

    /** The account with those of the holds and subscriptions asked for that exist. */
    Account asRequested(AccountRequest request) {
        Subscription ruling = account.subscription();
        List<Subscription> others = found(subscriptions, request.subscriptionIds()).stream()
                .filter(other -> ruling == null || !other.id().equals(ruling.id()))
                .toList();
        return Accounts.with(account, account.grants(), others, found(holds, request.holdIds()))
                .with(asRequested(request.purchaseIds()));
    }

    private @Nullable Purchasing asRequested(Collection<String> purchaseIds) {
        Purchasing open = account.purchasing();
        if (open == null) {
            return null;
        }
        List<Purchase> loaded = new ArrayList<>(open.purchases());
        found(purchases, purchaseIds).stream().filter(named -> !named.open()).forEach(loaded::add);
        return open.with(loaded);
    }

    private static <T> List<T> found(PersistentMap<String, T> rows, Collection<String> ids) {
        List<T> found = new ArrayList<>();
        for (String id : ids) {
            T row = rows.get(id);
            if (row != null) {
                found.add(row);
            }
        }
        return found;
    }

    /** The rows of the operation whose first row is the given one; they follow each other. */
    List<LedgerEntry> legs(long operationId) {
        List<LedgerEntry> legs = new ArrayList<>();
        LedgerEntry leg = ledger.get(operationId);
        while (leg != null && leg.operationId() == operationId) {
            legs.add(leg);
            leg = ledger.get(leg.seq() + 1);
        }
        return legs;
    }

    @Nullable
    StoredOperation operation(String key) {
        Operation operation = operations.get(key);
        if (operation == null) {
            return null;
        }
        if (operation.firstSeq() == 0) {
            return new StoredOperation(operation.fingerprint(), List.of(), operation.spendableAfter());
        }
        List<LedgerEntry> legs = legs(operation.firstSeq());
        return new StoredOperation(
                operation.fingerprint(), legs, legs.get(legs.size() - 1).spendableAfter());
    }

    /** Ids of the open holds whose time is over, the longest expired first. */
    List<String> expiredHolds(Instant now) {
        return openHolds.values().stream()
                .filter(hold -> !hold.expiresAt().isAfter(now))
                .sorted(Comparator.comparing(Hold::expiresAt))
                .map(Hold::id)
                .toList();
    }

    boolean due(Instant now) {
        return (nextDueAt != null && !nextDueAt.isAfter(now))
                || (account.standing() == Account.Standing.OPEN
                        && !expiredHolds(now).isEmpty());
    }
}
