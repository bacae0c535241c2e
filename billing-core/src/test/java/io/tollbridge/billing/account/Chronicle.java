// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ledger.ChainHash;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerHead;
import io.tollbridge.billing.ledger.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's rows as a store would keep them. Each command is decided on what a store would load, and afterwards every
 * law that holds at any time is checked from the rows alone.
 */
final class Chronicle {
    private static final String TENANT = "acme";

    private final AccountDecider decider;
    private final Map<Pool, Long> sums = new EnumMap<>(Pool.class);
    private final Map<Long, Map<Pool, Long>> grantSums = new TreeMap<>();
    private final Map<Long, List<LedgerEntry>> operations = new TreeMap<>();
    final Map<Long, Grant> grants = new TreeMap<>();
    final Map<String, Hold> holds = new TreeMap<>();
    private final Map<String, Subscription> subscriptions = new TreeMap<>();
    private final Set<String> keys = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private Instant decidedAt = Instant.EPOCH;
    private Account stored = Account.unknown(TENANT);
    private LedgerHead head = LedgerHead.EMPTY;

    Chronicle(AccountDecider decider) {
        this.decider = decider;
        for (Pool pool : Pool.values()) {
            sums.put(pool, 0L);
        }
    }

    Account account() {
        return stored;
    }

    @Nullable
    Instant due() {
        return decider.nextDue(stored, decidedAt);
    }

    List<Hold> openHolds() {
        return holds.values().stream()
                .filter(hold -> hold.state() == Hold.State.OPEN)
                .toList();
    }

    /** The ids of the operations that charged something, in order. */
    List<Long> charges() {
        return operations.entrySet().stream()
                .filter(operation -> ReversalRules.charged(operation.getValue()) > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A reversal with the rows that it is about. */
    Command.Reverse reversal(long operationId, @Nullable Long credits) {
        List<LedgerEntry> legs = operations.getOrDefault(operationId, List.of());
        List<Grant> ofLegs = legs.stream()
                .map(leg -> grants.get(leg.grantId()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return new Command.Reverse(TENANT, operationId, null, credits, Attribution.NONE, legs, ofLegs);
    }

    /** Carries a command out; null when its key was used before. */
    @Nullable
    Decision does(Command command, Instant now) {
        OperationKey key = command.key();
        if (key != null && keys.contains(key.stored())) {
            return null;
        }
        decidedAt = now;
        Account before = loaded(command);
        Decision decision = decider.decide(before, command, now);
        require(decision.equals(decider.decide(before, command, now)), "the same again");
        write(before, decision);
        if (key != null && decision.outcome().succeeded()) {
            keys.add(key.stored());
        }
        checkBalances();
        // why: a statement about paid time may make something due at once; the worker's next round brings it about
        Account settling = loaded(new Command.Settle(TENANT));
        write(settling, decider.decide(settling, new Command.Settle(TENANT), now));
        checkBalances();
        checkTime(now);
        return decision;
    }

    private Account loaded(Command command) {
        Hold hold = command.holdId() == null ? null : holds.get(command.holdId());
        Subscription ruling = stored.subscription();
        String named = command.subscriptionId();
        boolean rules = ruling != null && ruling.id().equals(named);
        Subscription other = named == null || rules ? null : subscriptions.get(named);
        long slice = stored.slice() == null ? 0 : stored.slice().grantId();
        List<Grant> live = grants.values().stream()
                .filter(grant -> grant.live() && grant.id() != slice)
                .toList();
        return parts(
                stored, live, other == null ? List.of() : List.of(other), hold == null ? List.of() : List.of(hold));
    }

    private static Account parts(Account account, List<Grant> grants, List<Subscription> others, List<Hold> holds) {
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

    private void write(Account before, Decision decision) {
        for (LedgerEntry row : decision.entries()) {
            require(row.seq() == head.seq() + 1, "gap-free", row);
            require(row.hash().equals(ChainHash.link(head.hash(), row)), "hash chain", row);
            head = new LedgerHead(row.seq(), row.hash());
            String key = row.key();
            require(key == null || keys.add(key), "a key is used once", row);
            long sum = sums.merge(row.pool(), row.amount(), Math::addExact);
            require(sum >= 0 && sum == row.balanceAfter(), "balance after", row);
            require(
                    row.spendableAfter() == Math.addExact(sum(Pool.SUBSCRIPTION), sum(Pool.BUNDLE)),
                    "spendable after",
                    row);
            grantSums.computeIfAbsent(row.grantId(), id -> new HashMap<>()).merge(row.pool(), row.amount(), Long::sum);
            operations
                    .computeIfAbsent(row.operationId(), id -> new ArrayList<>())
                    .add(row);
        }
        decision.grants().forEach(grant -> grants.put(grant.id(), grant));
        decision.holds().forEach(hold -> holds.put(hold.id(), hold));
        decision.subscriptions().forEach(one -> subscriptions.put(one.id(), one));
        decision.notifications()
                .forEach(notification -> require(told.add(notification.key()), "told once", notification));
        stored = parts(decision.after(), decision.after().grants(), List.of(), List.of());
        require(decision.after().equals(before) || stored.version() == before.version() + 1, "version");
        Subscription ruling = stored.subscription();
        require(ruling == null || ruling.equals(subscriptions.get(ruling.id())), "the ruling subscription is written");
        require(grants.values().stream().map(Grant::fact).distinct().count() == grants.size(), "facts are unique");
        List<Grant> live = loaded(new Command.Settle(TENANT)).grants();
        require(Set.copyOf(stored.grants()).equals(Set.copyOf(live)), "the account has the live grants");
    }

    private long sum(Pool pool) {
        return sums.getOrDefault(pool, 0L);
    }

    private void checkBalances() {
        for (Pool pool : Pool.values()) {
            require(stored.balance(pool) == sum(pool) && sum(pool) >= 0, "conservation of", pool);
        }
        require(stored.head().equals(head), "head");
        require(stored.bundleCredits() == 0 || stored.debt() == 0, "no bundle credits beside debt");
        Slice slice = stored.slice();
        for (Grant grant : grants.values()) {
            Map<Pool, Long> rows = grantSums.getOrDefault(grant.id(), Map.of());
            Slice own = slice != null && slice.grantId() == grant.id() ? slice : null;
            long held = own == null ? grant.held() : own.held();
            Pool pool = grant.kind() == Grant.Kind.LOT ? Pool.BUNDLE : Pool.SUBSCRIPTION;
            long remaining = own == null ? grant.remaining() : own.remaining();
            require(rows.getOrDefault(pool, 0L) == remaining && remaining >= 0, "remaining of", grant);
            require(rows.getOrDefault(Pool.HELD, 0L) == held && held >= 0, "held of", grant);
        }
        if (slice != null) {
            boolean adds = slice.remaining() + slice.used() + slice.held() == slice.allowance();
            require(slice.closed() ? slice.remaining() == 0 : adds, "what was granted is left, used or held", slice);
            require(slice.allowance() >= 0 && slice.used() >= 0 && slice.start().isBefore(slice.end()), "slice", slice);
        }
        long inHolds = holds.values().stream()
                .filter(hold -> hold.state() == Hold.State.OPEN)
                .mapToLong(Hold::credits)
                .sum();
        require(inHolds == stored.heldCredits(), "held credits are those of the open holds");
    }

    /** Settling again changes nothing, nor does it before something is due; when it is due it does. */
    private void checkTime(Instant now) {
        unchanged(stored, now);
        Instant due = decider.nextDue(stored, now);
        if (due == null) {
            unchanged(stored, now.plusSeconds(20L * 365 * 86_400));
            return;
        }
        require(due.isAfter(now), "due later than now", due);
        unchanged(stored, due.minusMillis(1));
        Account later = decider.at(stored, due);
        require(!later.equals(stored), "what is due happens", due);
        Instant next = decider.nextDue(later, due);
        require(next == null || next.isAfter(due), "the next thing is due later", due);
    }

    private void unchanged(Account account, Instant at) {
        Decision settled = decider.decide(account, new Command.Settle(TENANT), at);
        require(
                settled.after().equals(account)
                        && settled.entries().isEmpty()
                        && settled.grants().isEmpty()
                        && settled.notifications().isEmpty(),
                "nothing happens before it is due, at",
                at);
    }

    private static void require(boolean holds, String law, @Nullable Object... about) {
        if (!holds) {
            throw new AssertionError(law + " " + List.of(about));
        }
    }
}
