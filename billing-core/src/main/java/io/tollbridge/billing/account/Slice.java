// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;

/**
 * The subscription credits of one period: what was granted, used and is left. Immutable.
 *
 * @param grantId the grant row of this slice
 * @param fact the business fact that it was granted for
 * @param subscriptionId the subscription that pays for it
 * @param planId the plan that it was granted for
 * @param quantity how many times the plan's allowance
 * @param start first instant of the slice
 * @param end first instant after the slice
 * @param allowance effective allowance A: grant, plus additions inside the slice
 * @param used U: credits of this slice that were used
 * @param remaining S: credits of this slice that can be spent
 * @param held credits of this slice in open holds
 * @param bundlesAtStart bundle credits that could be spent when the slice was opened, for the total basis of R17
 * @param bundlesUsed bundle credits that were used while this slice was open
 * @param highWater the highest plan allowance that this slice has had (R10)
 * @param epoch 1, and one more after each plan change (R17)
 * @param thresholdsFired thresholds in percent that were crossed in this epoch, as bits of {@link Thresholds}
 * @param trial true when the slice was granted for a trial
 * @param closed true when its credits have ended; a closed slice has none remaining
 */
public record Slice(
        long grantId,
        String fact,
        String subscriptionId,
        String planId,
        long quantity,
        Instant start,
        Instant end,
        long allowance,
        long used,
        long remaining,
        long held,
        long bundlesAtStart,
        long bundlesUsed,
        long highWater,
        int epoch,
        int thresholdsFired,
        boolean trial,
        boolean closed) {

    /** A fresh slice with its whole allowance left, beside so many bundle credits. */
    static Slice opened(long grantId, SliceGrant grant, long bundles) {
        return new Slice(
                grantId,
                grant.fact(),
                grant.subscriptionId(),
                grant.planId(),
                grant.quantity(),
                grant.start(),
                grant.end(),
                grant.credits(),
                0,
                grant.credits(),
                0,
                bundles,
                0,
                grant.credits(),
                1,
                0,
                grant.trial(),
                false);
    }

    /** What a slice is opened with. */
    record SliceGrant(
            String fact,
            String subscriptionId,
            String planId,
            long quantity,
            Instant start,
            Instant end,
            long credits,
            boolean trial) {
        /** The slice of a subscription that begins at {@code start}. */
        static SliceGrant of(
                String subscriptionId, String planId, long quantity, Instant start, Instant end, long credits) {
            return new SliceGrant(
                    OperationKey.sliceFact(subscriptionId, start),
                    subscriptionId,
                    planId,
                    quantity,
                    start,
                    end,
                    credits,
                    false);
        }

        SliceGrant asTrial() {
            return new SliceGrant(fact, subscriptionId, planId, quantity, start, end, credits, true);
        }
    }

    Slice withCredits(long newAllowance, long newUsed, long newRemaining, long newHeld) {
        return new Slice(
                grantId,
                fact,
                subscriptionId,
                planId,
                quantity,
                start,
                end,
                newAllowance,
                newUsed,
                newRemaining,
                newHeld,
                bundlesAtStart,
                bundlesUsed,
                highWater,
                epoch,
                thresholdsFired,
                trial,
                closed);
    }

    /** True when the later slice is this one with other used, remaining and bundle credits and thresholds. */
    boolean differsByUseOnly(Slice later) {
        return withCredits(allowance, later.used, later.remaining, held)
                .withBundlesUsed(later.bundlesUsed - bundlesUsed)
                .withThresholdsFired(later.thresholdsFired)
                .equals(later);
    }

    Slice withRemaining(long newRemaining) {
        return withCredits(allowance, used, newRemaining, held);
    }

    /** This slice after so many bundle credits more, or fewer when negative, were used beside it. */
    Slice withBundlesUsed(long more) {
        long sum = bundlesUsed + more;
        return new Slice(
                grantId,
                fact,
                subscriptionId,
                planId,
                quantity,
                start,
                end,
                allowance,
                used,
                remaining,
                held,
                bundlesAtStart,
                // why cut: the figure only serves thresholds, which are all told long before
                sum < 0 ? (more < 0 ? 0 : Long.MAX_VALUE) : sum,
                highWater,
                epoch,
                thresholdsFired,
                trial,
                closed);
    }

    Slice withUsed(long newUsed) {
        return withCredits(allowance, newUsed, remaining, held);
    }

    Slice withHeld(long newHeld) {
        return withCredits(allowance, used, remaining, newHeld);
    }

    Slice withAllowance(long newAllowance) {
        return withCredits(newAllowance, used, remaining, held);
    }

    /** This slice for another plan from now on; what it holds stays as it is. */
    Slice withPlan(String newPlanId, long newQuantity) {
        return new Slice(
                grantId,
                fact,
                subscriptionId,
                newPlanId,
                newQuantity,
                start,
                end,
                allowance,
                used,
                remaining,
                held,
                bundlesAtStart,
                bundlesUsed,
                highWater,
                epoch,
                thresholdsFired,
                trial,
                closed);
    }

    /** This slice with a new epoch, in which every threshold may fire again. */
    Slice withNewEpoch(long newHighWater) {
        return with(newHighWater, epoch + 1, thresholdsFired & Notices.TRIAL_TOLD, closed);
    }

    /** This slice as one that follows another inside the same period. */
    Slice withEpochAfter(Slice former, long credits) {
        return with(
                Math.max(former.highWater(), credits),
                former.epoch() + 1,
                former.thresholdsFired() & Notices.TRIAL_TOLD,
                closed);
    }

    /** What this slice's period would be granted with once more. */
    SliceGrant regrant(String newFact, long credits) {
        return new SliceGrant(newFact, subscriptionId, planId, quantity, start, end, credits, trial);
    }

    Slice withThresholdsFired(int fired) {
        return with(highWater, epoch, fired, closed);
    }

    /** This slice with another end, because a trial was prolonged or its subscription ended elsewhere. */
    Slice withEnd(Instant newEnd) {
        return of(subscriptionId, newEnd);
    }

    /** This slice as one of the given subscription, whose paid period it turned out to be. */
    Slice ofSubscription(String id) {
        return of(id, end);
    }

    private Slice of(String newSubscriptionId, Instant newEnd) {
        return new Slice(
                grantId,
                fact,
                newSubscriptionId,
                planId,
                quantity,
                start,
                newEnd,
                allowance,
                used,
                remaining,
                held,
                bundlesAtStart,
                bundlesUsed,
                highWater,
                epoch,
                thresholdsFired,
                trial,
                closed);
    }

    Slice asClosed() {
        return with(highWater, epoch, thresholdsFired, true);
    }

    private Slice with(long newHighWater, int newEpoch, int fired, boolean isClosed) {
        return new Slice(
                grantId,
                fact,
                subscriptionId,
                planId,
                quantity,
                start,
                end,
                allowance,
                used,
                remaining,
                held,
                bundlesAtStart,
                bundlesUsed,
                newHighWater,
                newEpoch,
                fired,
                trial,
                isClosed);
    }

    /** The grant row of this slice with its present figures. */
    Grant asGrant() {
        return new Grant(
                grantId,
                Grant.Kind.SLICE,
                closed && held == 0 ? Grant.State.CLOSED : Grant.State.OPEN,
                fact,
                Grant.Source.SUBSCRIPTION,
                allowance,
                remaining,
                held,
                0,
                Clawback.NONE,
                false,
                start,
                end);
    }
}
