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
 * @param standing whether credits may change
 * @param mutedThresholds usage thresholds that the tenant does not want to be told, as bits of {@link Thresholds}
 * @param grants the lots with credits in any pool, and finished slices with credits still held; in no particular order
 * @param otherSubscriptions what is known of subscriptions that do not rule and that the commands at hand speak of
 * @param holds the open holds that the commands at hand speak of
 * @param purchasing what is known of purchases; null for a tenant that never bought anything
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
        Standing standing,
        int mutedThresholds,
        List<Grant> grants,
        List<Subscription> otherSubscriptions,
        List<Hold> holds,
        @Nullable Purchasing purchasing,
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
                tenantId,
                null,
                null,
                null,
                false,
                Standing.OPEN,
                0,
                List.of(),
                List.of(),
                List.of(),
                null,
                0,
                0,
                LedgerHead.EMPTY,
                0);
    }

    /** Whether a tenant's credits may change. The names are stored. */
    public enum Standing {
        /** They may. */
        OPEN,
        /** Not until an operator unlocks the account: its ledger was found not to add up. */
        LOCKED,
        /** Never again: the tenant was erased. Nothing is left of it under its id. */
        ERASED
    }

    /** What stays of an erased tenant under its id: nothing, and the mark that it was erased. */
    public static Account erased(String tenantId, long version) {
        return with(unknown(tenantId), tenantId, Standing.ERASED, version);
    }

    /** This account under another tenant id, of which nothing was stored before. */
    public Account renamed(String newTenantId) {
        return with(this, newTenantId, standing, version);
    }

    private static Account with(Account from, String tenantId, Standing standing, long version) {
        return new Account(
                tenantId,
                from.slice,
                from.subscription,
                from.localClock,
                from.trialUsed,
                standing,
                from.mutedThresholds,
                from.grants,
                from.otherSubscriptions,
                from.holds,
                from.purchasing,
                from.debt,
                from.lastGrantId,
                from.head,
                version);
    }

    /** This account without what was loaded only because commands spoke of it. */
    public Account withoutNamed() {
        Account plain = otherSubscriptions.isEmpty() && holds.isEmpty()
                ? this
                : with(slice, grants, List.of(), List.of(), debt, head, version);
        return purchasing == null ? plain : plain.with(purchasing.withoutNamed());
    }

    /** This account as one that has changed, although nothing in it has: for what is kept beside it. */
    public Account touched() {
        return with(slice, grants, otherSubscriptions, holds, debt, head, version + 1);
    }

    /**
     * True when nothing lies between this account and the later one but use of credits: the slice's used and remaining
     * credits and thresholds, what is left of lots, debt, the end of the ledger and the version.
     */
    public boolean differsByUseOnly(Account later) {
        Slice laterSlice = later.slice;
        boolean sameSlice =
                slice == null ? laterSlice == null : laterSlice != null && slice.differsByUseOnly(laterSlice);
        if (!sameSlice
                || !with(laterSlice, later.grants, otherSubscriptions, holds, later.debt, later.head, later.version)
                        .equals(later)) {
            return false;
        }
        for (Grant grant : later.grants) {
            Grant former = grant(grant.id());
            if (former == null || !former.differsByUseOnly(grant)) {
                return false;
            }
        }
        return true;
    }

    /** The live grant of that id, null when there is none. */
    public @Nullable Grant grant(long grantId) {
        for (Grant grant : grants) {
            if (grant.id() == grantId) {
                return grant;
            }
        }
        return null;
    }

    private Account with(
            @Nullable Slice newSlice,
            List<Grant> newGrants,
            List<Subscription> newOthers,
            List<Hold> newHolds,
            long newDebt,
            LedgerHead newHead,
            long newVersion) {
        return new Account(
                tenantId,
                newSlice,
                subscription,
                localClock,
                trialUsed,
                standing,
                mutedThresholds,
                newGrants,
                newOthers,
                newHolds,
                purchasing,
                newDebt,
                lastGrantId,
                newHead,
                newVersion);
    }

    /** This account with other purchases. */
    public Account with(@Nullable Purchasing changed) {
        return new Account(
                tenantId,
                slice,
                subscription,
                localClock,
                trialUsed,
                standing,
                mutedThresholds,
                grants,
                otherSubscriptions,
                holds,
                changed,
                debt,
                lastGrantId,
                head,
                version);
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
