// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsLast;

import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Using credits: the order (R2), all or nothing (R3), partial use and overage. */
final class ConsumptionRules {
    /** R2: what expires first goes first; of those, what was not paid for; then the oldest. */
    private static final Comparator<Grant> ORDER_OF_USE = comparing(Grant::expiresAt, nullsLast(naturalOrder()))
            .thenComparing(grant -> !grant.promo())
            .thenComparing(Grant::startsAt)
            .thenComparing(Grant::id);

    private ConsumptionRules() {}

    /** Credits taken, by origin. */
    record Taken(long fromSubscription, long fromBundles, List<Hold.Leg> legs) {
        long total() {
            return fromSubscription + fromBundles;
        }
    }

    static Outcome deduct(Draft draft, Command.Deduct command) {
        long spendable = usable(draft);
        long missing = Math.max(0, command.credits() - spendable);
        long debt = 0;
        if (missing > 0) {
            if (!allowed(draft, command.onShortfall(), spendable, missing)) {
                draft.refuse(command.feature());
                return new Outcome.Insufficient(command.credits(), spendable, SliceRules.nextResetAt(draft));
            }
            debt = command.onShortfall() instanceof ShortfallPolicy.Overage ? missing : 0;
        }
        draft.begin(new Draft.Operation(command.key(), command.feature(), Attribution.NONE, 0));
        Taken taken = take(draft, EntryType.DEDUCT, command.credits() - missing);
        if (debt > 0) {
            draft.moveDebt(EntryType.DEDUCT, debt);
        }
        draft.use(command.feature(), 1, taken.total() + debt);
        countUse(draft, taken.fromSubscription(), taken.fromBundles());
        return new Outcome.Consumed(
                draft.operationId(),
                taken.fromSubscription(),
                taken.fromBundles(),
                debt,
                missing - debt,
                draft.spendable());
    }

    /** What can be used: all that is spendable, unless the policy ties bundles to a living subscription (R9). */
    static long usable(Draft draft) {
        boolean bundles = !draft.policy().bundlesNeedSubscription() || lives(draft.subscription(), draft.now());
        return bundles ? draft.spendable() : draft.balance(Pool.SUBSCRIPTION);
    }

    private static boolean lives(@Nullable Subscription subscription, Instant now) {
        if (subscription == null) {
            return false;
        }
        Instant endsAt = subscription.endsAt();
        return subscription.status() != SubscriptionStatus.INCOMPLETE
                && !subscription.status().endsCredits()
                && (endsAt == null || endsAt.isAfter(now));
    }

    /** True when so much more debt is within the limit. There is no debt beside bundle credits, nor of the unknown. */
    static boolean mayOwe(Draft draft, long more, long debtLimit) {
        return draft.known() && more <= debtLimit - draft.debt() && usable(draft) == draft.spendable();
    }

    private static boolean allowed(Draft draft, ShortfallPolicy policy, long spendable, long missing) {
        if (policy instanceof ShortfallPolicy.Partial) {
            return spendable > 0;
        }
        return policy instanceof ShortfallPolicy.Overage overage && mayOwe(draft, missing, overage.debtLimit());
    }

    /** Takes spendable credits in the order of use. The caller has made sure that there are enough. */
    static Taken take(Draft draft, EntryType type, long credits) {
        List<Hold.Leg> legs = new ArrayList<>();
        long fromSlice = 0;
        Slice slice = draft.slice();
        if (slice != null) {
            fromSlice = Math.min(credits, slice.remaining());
            if (fromSlice > 0) {
                draft.moveSlice(type, slice.withRemaining(slice.remaining() - fromSlice), -fromSlice);
                legs.add(new Hold.Leg(true, slice.grantId(), fromSlice));
            }
        }
        legs.addAll(takeFromLots(draft, type, credits - fromSlice));
        return new Taken(fromSlice, credits - fromSlice, legs);
    }

    /** Takes bundle credits in the order of use. The caller has made sure that there are enough. */
    static List<Hold.Leg> takeFromLots(Draft draft, EntryType type, long credits) {
        List<Hold.Leg> legs = new ArrayList<>();
        long open = credits;
        for (Grant lot : open == 0 ? List.<Grant>of() : inOrderOfUse(draft.grants())) {
            long fromLot = Math.min(open, lot.remaining());
            if (fromLot == 0) {
                break;
            }
            draft.moveLot(type, lot.withRemaining(lot.remaining() - fromLot), -fromLot);
            legs.add(new Hold.Leg(false, lot.id(), fromLot));
            open -= fromLot;
        }
        return legs;
    }

    /** Lots with credits to spend, the first to be used first. */
    static List<Grant> inOrderOfUse(List<Grant> grants) {
        return grants.stream()
                .filter(grant -> grant.remaining() > 0)
                .sorted(ORDER_OF_USE)
                .toList();
    }

    /** Counts used credits, of the current slice and of bundles beside it, and notes the thresholds that they cross. */
    static void countUse(Draft draft, long fromSlice, long fromBundles) {
        Slice slice = draft.slice();
        if (slice == null || fromSlice + fromBundles == 0) {
            return;
        }
        Slice counted = slice.withUsed(slice.used() + fromSlice);
        draft.slice(slice.closed() ? counted : counted.withBundlesUsed(fromBundles));
        // why: of the slice's own credits nothing was used when bundles paid for all
        if (!slice.closed() && (fromSlice > 0 || Thresholds.total(draft))) {
            Thresholds.check(draft);
        }
    }
}
