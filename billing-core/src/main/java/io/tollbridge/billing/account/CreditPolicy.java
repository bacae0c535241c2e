// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.time.Duration;

/**
 * The host's choices where the rules leave one. Immutable.
 *
 * @param renewalGrace how long the credits of an ended slice stay spendable while its renewal is awaited (R8); 72 hours
 *     by default, because that is how long Stripe keeps retrying a webhook and may delay an invoice; zero is strict
 * @param planChange what an upgrade inside a slice adds (R10)
 * @param cancellation what happens to the slice when a subscription ends before its period does (R9)
 * @param thresholdBasis what 75, 90 and 100 percent are of (R17)
 * @param bundlesNeedSubscription true when bundle credits can be spent only while a subscription lives (R9); they are
 *     kept, and expire at their own time. False by default, because they were paid for
 * @param lockOnDrift true when an account whose ledger was found not to add up is locked until an operator unlocks it;
 *     false by default: operators are told, and the tenant goes on
 * @param clawbackShortfall what becomes of refunded credits that are used up already (R14)
 * @param purchases limits of purchases
 */
public record CreditPolicy(
        Duration renewalGrace,
        PlanChange planChange,
        Cancellation cancellation,
        ThresholdBasis thresholdBasis,
        boolean bundlesNeedSubscription,
        boolean lockOnDrift,
        ClawbackShortfall clawbackShortfall,
        PurchasePolicy purchases) {
    /** 72 hours of grace, prorated upgrades, credits end with the subscription, thresholds of the slice, debt. */
    public static final CreditPolicy DEFAULT = new CreditPolicy(
            Duration.ofDays(3),
            PlanChange.PRORATED,
            Cancellation.EXPIRE_AT_ONCE,
            ThresholdBasis.SUBSCRIPTION,
            false,
            false,
            ClawbackShortfall.DEBT,
            PurchasePolicy.DEFAULT);

    public CreditPolicy {
        if (renewalGrace.isNegative()) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID, "the renewal grace must be zero or longer, not " + renewalGrace);
        }
    }

    /** This policy with another renewal grace. */
    public CreditPolicy renewalGrace(Duration grace) {
        return new CreditPolicy(
                grace,
                planChange,
                cancellation,
                thresholdBasis,
                bundlesNeedSubscription,
                lockOnDrift,
                clawbackShortfall,
                purchases);
    }

    /** This policy with another rule for plan changes. */
    public CreditPolicy planChange(PlanChange change) {
        return new CreditPolicy(
                renewalGrace,
                change,
                cancellation,
                thresholdBasis,
                bundlesNeedSubscription,
                lockOnDrift,
                clawbackShortfall,
                purchases);
    }

    /** This policy with another rule for cancellations. */
    public CreditPolicy cancellation(Cancellation rule) {
        return new CreditPolicy(
                renewalGrace,
                planChange,
                rule,
                thresholdBasis,
                bundlesNeedSubscription,
                lockOnDrift,
                clawbackShortfall,
                purchases);
    }

    /** This policy with another basis of thresholds. */
    public CreditPolicy thresholdBasis(ThresholdBasis basis) {
        return new CreditPolicy(
                renewalGrace,
                planChange,
                cancellation,
                basis,
                bundlesNeedSubscription,
                lockOnDrift,
                clawbackShortfall,
                purchases);
    }

    /** This policy with bundle credits that can be spent only while a subscription lives, or always. */
    public CreditPolicy bundlesNeedSubscription(boolean need) {
        return new CreditPolicy(
                renewalGrace,
                planChange,
                cancellation,
                thresholdBasis,
                need,
                lockOnDrift,
                clawbackShortfall,
                purchases);
    }

    /** This policy with accounts that are locked when their ledger does not add up, or not. */
    public CreditPolicy lockOnDrift(boolean lock) {
        return new CreditPolicy(
                renewalGrace,
                planChange,
                cancellation,
                thresholdBasis,
                bundlesNeedSubscription,
                lock,
                clawbackShortfall,
                purchases);
    }

    /** This policy with another rule for refunded credits that are used up already. */
    public CreditPolicy clawbackShortfall(ClawbackShortfall rule) {
        return new CreditPolicy(
                renewalGrace,
                planChange,
                cancellation,
                thresholdBasis,
                bundlesNeedSubscription,
                lockOnDrift,
                rule,
                purchases);
    }

    /** This policy with other limits of purchases. */
    public CreditPolicy purchases(PurchasePolicy limits) {
        return new CreditPolicy(
                renewalGrace,
                planChange,
                cancellation,
                thresholdBasis,
                bundlesNeedSubscription,
                lockOnDrift,
                clawbackShortfall,
                limits);
    }

    /** What 75, 90 and 100 percent of use are of (R17). */
    public enum ThresholdBasis {
        /** The slice's allowance; only subscription credits count as used. The default. */
        SUBSCRIPTION,
        /** The slice's allowance and the bundle credits that were there when it began; both count as used. */
        TOTAL
    }

    /** What an upgrade inside a slice adds. Downgrades never take credits before the renewal. */
    public enum PlanChange {
        /** The difference to the slice's highest allowance, for the part of the slice that is left. The default. */
        PRORATED,
        /** The whole difference to the slice's highest allowance. */
        FULL_DELTA,
        /** What is left ends, and the whole new allowance is granted. */
        RESET,
        /** Nothing before the renewal. */
        NONE
    }

    /** What happens to the slice when its subscription is canceled before the period ends. */
    public enum Cancellation {
        /** Its credits end at once. The default. */
        EXPIRE_AT_ONCE,
        /** Its credits stay until the slice ends. */
        KEEP_UNTIL_PERIOD_END
    }

    /** What becomes of credits that must be taken back when nothing is left to take (R14). */
    public enum ClawbackShortfall {
        /** The tenant owes them; the next bundle repays them first. The default. */
        DEBT,
        /** They are written off, which the ledger records. */
        FORGIVE
    }
}
