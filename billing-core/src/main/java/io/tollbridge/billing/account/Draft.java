// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ledger.ChainHash;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerHead;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The working copy of one decision: the rules move credits on it, and each move writes its ledger row with the balance
 * after it. It never leaves {@link AccountDecider#decide}. Not thread-safe.
 */
final class Draft {
    private final Account before;
    private final Instant now;
    private final CreditPolicy policy;

    private @Nullable Slice slice;
    private @Nullable Subscription subscription;
    private @Nullable LocalClock localClock;
    private boolean trialUsed;
    private Account.Standing standing;
    private int mutedThresholds;
    private final Map<Long, Grant> grants = new LinkedHashMap<>();
    private final Map<String, Subscription> others = new LinkedHashMap<>();
    private final Map<String, Hold> holds = new LinkedHashMap<>();
    private final PurchaseDraft buying;
    private long debt;
    private long lastGrantId;
    private LedgerHead head;

    private final List<LedgerEntry> entries = new ArrayList<>();
    private final Map<Long, Grant> touchedGrants = new LinkedHashMap<>();
    private final Map<String, Hold> touchedHolds = new LinkedHashMap<>();
    private final Map<String, Subscription> touchedSubscriptions = new LinkedHashMap<>();
    private final List<UsageDelta> usage = new ArrayList<>();
    private final List<Notification> notifications = new ArrayList<>();
    private Operation operation = Operation.NONE;
    private Attribution by = Attribution.NONE;
    private long operationId;

    Draft(Account before, Instant now) {
        this(before, now, CreditPolicy.DEFAULT);
    }

    Draft(Account before, Instant now, CreditPolicy policy) {
        this.before = before;
        this.now = now;
        this.policy = policy;
        slice = before.slice();
        subscription = before.subscription();
        localClock = before.localClock();
        trialUsed = before.trialUsed();
        standing = before.standing();
        mutedThresholds = before.mutedThresholds();
        before.grants().forEach(grant -> grants.put(grant.id(), grant));
        before.otherSubscriptions().forEach(other -> others.put(other.id(), other));
        before.holds().forEach(hold -> holds.put(hold.id(), hold));
        buying = new PurchaseDraft(before.purchasing());
        debt = before.debt();
        lastGrantId = before.lastGrantId();
        head = before.head();
    }

    /** What the legs of one operation have in common. */
    record Operation(@Nullable OperationKey key, @Nullable String feature, Attribution by, long relatedOperationId) {
        static final Operation NONE = new Operation(null, null, Attribution.NONE, 0);

        static Operation of(@Nullable OperationKey key) {
            return new Operation(key, null, Attribution.NONE, 0);
        }

        Operation attributed(Attribution other) {
            return new Operation(key, feature, other, relatedOperationId);
        }
    }

    /** Begins an operation; the legs that follow belong to it. */
    void begin(Operation next) {
        operation = next.by().equals(Attribution.NONE) ? next.attributed(by) : next;
        operationId = 0;
    }

    /** Whose doing operations are that name nobody. */
    void by(Attribution behindIt) {
        by = behindIt;
    }

    /** The id of the operation at hand, 0 as long as it has no leg. */
    long operationId() {
        return operationId;
    }

    Instant now() {
        return now;
    }

    @Nullable
    Slice slice() {
        return slice;
    }

    void slice(Slice changed) {
        slice = changed;
    }

    @Nullable
    Subscription subscription() {
        return subscription;
    }

    /** Makes it the ruling subscription. */
    void subscription(Subscription changed) {
        if (!changed.equals(subscription)) {
            touchedSubscriptions.put(changed.id(), changed);
        }
        others.remove(changed.id());
        if (subscription != null && !subscription.id().equals(changed.id())) {
            others.put(subscription.id(), subscription);
        }
        subscription = changed;
    }

    /** What is known of a subscription that does not rule, null when nothing is. */
    @Nullable
    Subscription other(String subscriptionId) {
        return others.get(subscriptionId);
    }

    /** Takes note of a subscription that does not rule. */
    void putOther(Subscription other) {
        others.put(other.id(), other);
        touchedSubscriptions.put(other.id(), other);
    }

    @Nullable
    LocalClock localClock() {
        return localClock;
    }

    void localClock(LocalClock changed) {
        localClock = changed;
    }

    /** True when the ledger has a row or a slice was ever opened. */
    boolean hasHistory() {
        return head.seq() > 0 || slice != null;
    }

    boolean trialUsed() {
        return trialUsed;
    }

    void trialIsUsed() {
        trialUsed = true;
    }

    Account.Standing standing() {
        return standing;
    }

    void standing(Account.Standing changed) {
        standing = changed;
    }

    int mutedThresholds() {
        return mutedThresholds;
    }

    void mutedThresholds(int bits) {
        mutedThresholds = bits;
    }

    CreditPolicy policy() {
        return policy;
    }

    /** True when the tenant is stored (R25). */
    boolean known() {
        return before.version() > 0;
    }

    long debt() {
        return debt;
    }

    long spendable() {
        return balance(Pool.SUBSCRIPTION) + balance(Pool.BUNDLE);
    }

    long balance(Pool pool) {
        return switch (pool) {
            case SUBSCRIPTION -> slice == null ? 0 : slice.remaining();
            case BUNDLE -> sum(Grant::remaining);
            case HELD -> (slice == null ? 0 : slice.held()) + sum(Grant::held);
            case FROZEN -> sum(Grant::frozen);
            case DEBT -> debt;
        };
    }

    private long sum(java.util.function.ToLongFunction<Grant> part) {
        long sum = 0;
        for (Grant grant : grants.values()) {
            sum += part.applyAsLong(grant);
        }
        return sum;
    }

    /** The lots and finished slices that are still live, in no particular order. */
    List<Grant> grants() {
        return List.copyOf(grants.values());
    }

    /** The grant of that id if it is live or was at the beginning, else null. */
    @Nullable
    Grant grant(long grantId) {
        return grants.get(grantId);
    }

    @Nullable
    Hold hold(String holdId) {
        return holds.get(holdId);
    }

    void put(Hold hold) {
        holds.put(hold.id(), hold);
        touchedHolds.put(hold.id(), hold);
    }

    /** The tenant's purchases. */
    PurchaseDraft buying() {
        return buying;
    }

    long newGrantId() {
        return ++lastGrantId;
    }

    /** Takes note of a grant's new form, as a row and as part of the account, which it leaves when it has ended. */
    void put(Grant grant) {
        record(grant);
        grants.put(grant.id(), grant);
    }

    /** Writes a grant's row without making it part of the account. */
    void record(Grant grant) {
        touchedGrants.put(grant.id(), grant);
    }

    void moveSlice(EntryType type, Slice changed, long amount) {
        slice = changed;
        leg(type, Pool.SUBSCRIPTION, changed.grantId(), amount);
    }

    void moveLot(EntryType type, Grant changed, long amount) {
        put(changed);
        leg(type, Pool.BUNDLE, changed.id(), amount);
    }

    void moveFrozen(EntryType type, Grant changed, long amount) {
        put(changed);
        leg(type, Pool.FROZEN, changed.id(), amount);
    }

    /** Changes the held credits of the slice or of another grant. */
    void moveHeld(EntryType type, long grantId, long amount) {
        Slice current = slice;
        if (current != null && current.grantId() == grantId) {
            slice = current.withHeld(current.held() + amount);
        } else {
            Grant grant = grants.get(grantId);
            if (grant == null) {
                throw new IllegalStateException(
                        "tenant " + before.tenantId() + " holds credits of grant " + grantId + ", which is not live");
            }
            put(grant.withHeld(grant.held() + amount));
        }
        leg(type, Pool.HELD, grantId, amount);
    }

    void moveDebt(EntryType type, long amount) {
        debt += amount;
        leg(type, Pool.DEBT, 0, amount);
    }

    /** Writes a row that moves nothing, for the record. */
    void note(EntryType type) {
        leg(type, Pool.SUBSCRIPTION, slice == null ? 0 : slice.grantId(), 0);
    }

    private void leg(EntryType type, Pool pool, long grantId, long amount) {
        long seq = head.seq() + 1;
        boolean first = operationId == 0;
        if (first) {
            operationId = seq;
        }
        OperationKey key = first ? operation.key() : null;
        LedgerEntry entry = new LedgerEntry(
                        seq,
                        operationId,
                        operation.relatedOperationId(),
                        type,
                        pool,
                        grantId,
                        amount,
                        balance(pool),
                        spendable(),
                        operation.feature(),
                        key == null ? null : key.stored(),
                        key == null ? 0 : key.fingerprint(),
                        operation.by().actor(),
                        operation.by().reason(),
                        now,
                        ChainHash.GENESIS)
                .linkedTo(head.hash());
        if (entry.balanceAfter() < 0) {
            throw new IllegalStateException("tenant " + before.tenantId() + " would have " + entry.balanceAfter()
                    + " credits in " + pool + " after " + type + " of " + amount);
        }
        entries.add(entry);
        head = new LedgerHead(seq, entry.hash());
    }

    void use(String feature, long uses, long credits) {
        usage.add(new UsageDelta(dayOf(now), feature, uses, credits, 0, 0));
    }

    void refuse(String feature) {
        usage.add(new UsageDelta(dayOf(now), feature, 0, 0, 1, 0));
    }

    void waive(String feature, long credits) {
        usage.add(new UsageDelta(dayOf(now), feature, 1, 0, 0, credits));
    }

    /** Takes credits, and the use itself if all of it is undone, off the day on which they were used. */
    void undo(Instant usedAt, String feature, boolean whole, long credits) {
        usage.add(new UsageDelta(dayOf(usedAt), feature, whole ? -1 : 0, -credits, 0, 0));
    }

    private static LocalDate dayOf(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    void tell(Notification notification) {
        notifications.add(notification);
    }

    /** Freezes the draft. */
    Decision decided(Outcome outcome) {
        Account unversioned = account();
        Account after = unversioned.equals(before) ? before : unversioned.touched();
        return new Decision(
                after,
                entries,
                List.copyOf(touchedGrants.values()),
                List.copyOf(touchedHolds.values()),
                List.copyOf(touchedSubscriptions.values()),
                buying.touched(),
                usage,
                notifications,
                outcome);
    }

    private Account account() {
        List<Grant> live = new ArrayList<>(grants.size());
        for (Grant grant : grants.values()) {
            if (grant.live()) {
                live.add(grant);
            }
        }
        return new Account(
                before.tenantId(),
                slice,
                subscription,
                localClock,
                trialUsed,
                standing,
                mutedThresholds,
                live,
                List.copyOf(others.values()),
                List.copyOf(holds.values()),
                buying.state(),
                debt,
                lastGrantId,
                head,
                before.version());
    }
}
