// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.LocalClock;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.ledger.ChainHash;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerHead;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.AccountChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what a transaction of a contract test writes for one tenant. Not thread-safe. */
final class ChangeBuilder {
    private final Account before;
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final List<Grant> grants = new ArrayList<>();
    private final List<Hold> holds = new ArrayList<>();
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final List<Purchase> purchases = new ArrayList<>();
    private final List<UsageDelta> usage = new ArrayList<>();
    private final List<Notification> notifications = new ArrayList<>();
    private final List<AccountChange.SilentOperation> silent = new ArrayList<>();

    private @Nullable Slice slice;
    private @Nullable Subscription subscription;
    private @Nullable LocalClock localClock;
    private boolean trialUsed;
    private Account.Standing standing;
    private int mutedThresholds;
    private @Nullable Purchasing purchasing;
    private long debt;
    private long lastGrantId;
    private LedgerHead head;
    private long version;
    private @Nullable Instant nextDueAt;
    private @Nullable String key;
    private long fingerprint;
    private long operationId;

    private ChangeBuilder(Account before) {
        this.before = before;
        slice = before.slice();
        subscription = before.subscription();
        localClock = before.localClock();
        trialUsed = before.trialUsed();
        standing = before.standing();
        mutedThresholds = before.mutedThresholds();
        purchasing = before.purchasing();
        debt = before.debt();
        lastGrantId = before.lastGrantId();
        head = before.head();
        version = before.version();
    }

    static ChangeBuilder of(Account before) {
        return new ChangeBuilder(before);
    }

    ChangeBuilder slice(Slice to) {
        slice = to;
        lastGrantId = Math.max(lastGrantId, to.grantId());
        return touched();
    }

    /** The subscription that rules from now on, in its new form. */
    ChangeBuilder subscription(Subscription to) {
        subscriptions.put(to.id(), to);
        return rules(to);
    }

    /** A subscription that does not rule, in its new form. */
    ChangeBuilder other(Subscription to) {
        subscriptions.put(to.id(), to);
        return touched();
    }

    /** The subscription that rules from now on, as it was written before. */
    ChangeBuilder rules(Subscription to) {
        subscription = to;
        return touched();
    }

    ChangeBuilder localClock(LocalClock to) {
        localClock = to;
        return touched();
    }

    ChangeBuilder standing(Account.Standing changed) {
        standing = changed;
        return touched();
    }

    ChangeBuilder mutedThresholds(int bits) {
        mutedThresholds = bits;
        return touched();
    }

    ChangeBuilder trialUsed() {
        trialUsed = true;
        return touched();
    }

    ChangeBuilder debt(long to) {
        debt = to;
        return touched();
    }

    ChangeBuilder version(long to) {
        version = to;
        return this;
    }

    ChangeBuilder dueAt(@Nullable Instant at) {
        nextDueAt = at;
        return touched();
    }

    /** A new grant, or one in its new form. */
    ChangeBuilder grant(Grant grant) {
        grants.add(grant);
        lastGrantId = Math.max(lastGrantId, grant.id());
        return touched();
    }

    /** A new lot of so many credits, with the operation that bought it. */
    ChangeBuilder lot(long credits) {
        Grant lot = Samples.lot(lastGrantId + 1, credits);
        long sum = credits;
        for (Grant other : before.grants()) {
            sum += other.remaining();
        }
        return grant(lot).operation(null, 0).leg(EntryType.PURCHASE, Pool.BUNDLE, lot.id(), credits, sum);
    }

    /** Begins an operation; the legs that follow are its legs. */
    ChangeBuilder operation(@Nullable String newKey, long newFingerprint) {
        key = newKey;
        fingerprint = newFingerprint;
        operationId = 0;
        return this;
    }

    /** One leg of the operation; the pool's balance stands for the spendable credits too. */
    ChangeBuilder leg(EntryType type, Pool pool, long grantId, long amount, long balanceAfter) {
        long seq = head.seq() + 1;
        boolean first = operationId == 0;
        operationId = first ? seq : operationId;
        return entry(new LedgerEntry(
                seq,
                operationId,
                0,
                type,
                pool,
                grantId,
                amount,
                balanceAfter,
                balanceAfter,
                null,
                first ? key : null,
                first ? fingerprint : 0,
                null,
                null,
                Samples.T0,
                ChainHash.GENESIS));
    }

    /** A ledger row as it is, except for its link to the row before. */
    ChangeBuilder entry(LedgerEntry entry) {
        LedgerEntry linked = entry.linkedTo(head.hash());
        entries.add(linked);
        head = new LedgerHead(linked.seq(), linked.hash());
        return touched();
    }

    ChangeBuilder hold(Hold hold) {
        holds.add(hold);
        return touched();
    }

    /** What is known of purchases, without those. */
    ChangeBuilder purchasing(Purchasing to) {
        Purchasing former = purchasing;
        purchasing = to.with(former == null ? List.of() : former.purchases());
        return touched();
    }

    /** A purchase in its new form. */
    ChangeBuilder purchase(Purchase purchase) {
        purchases.add(purchase);
        Purchasing former = purchasing == null ? Purchasing.begun("seed") : purchasing;
        List<Purchase> all = new ArrayList<>(former.purchases());
        all.removeIf(other -> other.id().equals(purchase.id()));
        all.add(purchase);
        purchasing = former.with(all);
        return touched();
    }

    ChangeBuilder usage(UsageDelta delta) {
        usage.add(delta);
        return this;
    }

    ChangeBuilder tell(Notification notification) {
        notifications.add(notification);
        return touched();
    }

    ChangeBuilder silent(AccountChange.SilentOperation operation) {
        silent.add(operation);
        return this;
    }

    AccountChange build() {
        Account after = new Account(
                before.tenantId(),
                slice,
                subscription,
                localClock,
                trialUsed,
                standing,
                mutedThresholds,
                liveGrants(),
                List.of(),
                List.of(),
                purchasing,
                debt,
                lastGrantId,
                head,
                version);
        return new AccountChange(
                before,
                after,
                entries,
                grants,
                holds,
                List.copyOf(subscriptions.values()),
                purchases,
                usage,
                notifications,
                silent,
                nextDueAt);
    }

    private List<Grant> liveGrants() {
        List<Grant> live = new ArrayList<>(before.grants());
        for (Grant changed : grants) {
            live.removeIf(grant -> grant.id() == changed.id());
            live.add(changed);
        }
        Slice current = slice;
        live.removeIf(grant -> !grant.live() || (current != null && current.grantId() == grant.id()));
        return live;
    }

    private ChangeBuilder touched() {
        if (version == before.version()) {
            version++;
        }
        return this;
    }
}
