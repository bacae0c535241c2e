// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ledger.LedgerHead;
import io.tollbridge.billing.ledger.Pool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that deciding needs to know about one tenant. Immutable.
 *
 * <p>Invariants, kept by {@link AccountDecider} and repeated as constraints by the stores: no pool is negative; there
 * are no bundle credits beside debt.
 *
 * @param tenantId the tenant
 * @param slice the newest slice, closed or not; null when none was ever opened
 * @param subscription the subscription that slices come from; null when there never was one
 * @param localClock how far a local plan has been granted; null when there never was one
 * @param trialUsed true when the tenant's one trial was granted (R11)
 * @param grants the lots with credits in any pool, and finished slices with credits still held; in no particular order
 * @param otherSubscriptions what is known of subscriptions that do not rule and that the commands at hand speak of
 * @param holds the open holds that the commands at hand speak of
 * @param debt D: credits that the tenant owes
 * @param lastGrantId number of the tenant's newest grant, 0 for none
 * @param head end of the ledger
 * @param version goes up by one with each change that is written; 0 for a tenant that is not stored
 */
public record Account(
        String tenantId,
        @Nullable Slice slice,
        @Nullable Subscription subscription,
        @Nullable LocalClock localClock,
        boolean trialUsed,
        List<Grant> grants,
        List<Subscription> otherSubscriptions,
        List<Hold> holds,
        long debt,
        long lastGrantId,
        LedgerHead head,
        long version) {

    public Account {
        grants = List.copyOf(grants);
        otherSubscriptions = List.copyOf(otherSubscriptions);
        holds = List.copyOf(holds);
    }

    /** The account of a tenant that nothing is known of: zero everywhere (R25). */
    public static Account unknown(String tenantId) {
        return new Account(
                tenantId, null, null, null, false, List.of(), List.of(), List.of(), 0, 0, LedgerHead.EMPTY, 0);
    }

    /** This account without what was loaded only because commands spoke of it. */
    public Account withoutNamed() {
        return otherSubscriptions.isEmpty() && holds.isEmpty() ? this : with(List.of(), List.of(), version);
    }

    /** This account as one that has changed, although nothing in it has: for what is kept beside it. */
    public Account touched() {
        return with(otherSubscriptions, holds, version + 1);
    }

    private Account with(List<Subscription> newOthers, List<Hold> newHolds, long newVersion) {
        return new Account(
                tenantId,
                slice,
                subscription,
                localClock,
                trialUsed,
                grants,
                newOthers,
                newHolds,
                debt,
                lastGrantId,
                head,
                newVersion);
    }

    /** S: subscription credits that can be spent. */
    public long subscriptionCredits() {
        return slice == null ? 0 : slice.remaining();
    }

    /** B: bundle credits that can be spent. */
    public long bundleCredits() {
        long sum = 0;
        for (Grant grant : grants) {
            sum += grant.remaining();
        }
        return sum;
    }

    /** H: credits in open holds. */
    public long heldCredits() {
        long sum = slice == null ? 0 : slice.held();
        for (Grant grant : grants) {
            sum += grant.held();
        }
        return sum;
    }

    /** F: credits out of reach by disputes. */
    public long frozenCredits() {
        long sum = 0;
        for (Grant grant : grants) {
            sum += grant.frozen();
        }
        return sum;
    }

    /** S + B: what a deduction can use. */
    public long spendable() {
        return subscriptionCredits() + bundleCredits();
    }

    /** Credits in the given pool. */
    public long balance(Pool pool) {
        return switch (pool) {
            case SUBSCRIPTION -> subscriptionCredits();
            case BUNDLE -> bundleCredits();
            case HELD -> heldCredits();
            case FROZEN -> frozenCredits();
            case DEBT -> debt;
        };
    }
}
