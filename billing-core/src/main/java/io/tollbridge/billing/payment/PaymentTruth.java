// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the payment service has on record about one payment, all of it read anew: not what an event said, but what is so.
 * The parts are read one after the other; what changes meanwhile is told by an event of its own.
 *
 * @param paymentId the service's id
 * @param customerId who pays, null when nobody is named
 * @param state how far it has come
 * @param ordered what was to be paid
 * @param received minor units that have come, in the same currency; a part of a bank transfer may have come before
 *     {@link State#SUCCEEDED}, and is not to be credited
 * @param refunded minor units given back, or on their way back: the service takes them off the host's balance when a
 *     refund is made. A refund that fails or is canceled does not count any more
 * @param disputes what the customer's bank has asked for, in any state
 * @param decline why the last try was refused, null when none was
 */
public record PaymentTruth(
        String paymentId,
        @Nullable String customerId,
        State state,
        Money ordered,
        long received,
        long refunded,
        List<Dispute> disputes,
        @Nullable Decline decline) {
    public PaymentTruth {
        disputes = List.copyOf(disputes);
    }

    /** How far a payment has come. */
    public enum State {
        /** Nothing was taken, and something may be. */
        OPEN,
        /** A try was refused; another one may be made. */
        DECLINED,
        /** The customer must confirm, or send the money. */
        ACTION_REQUIRED,
        /** The bank has not decided. */
        PROCESSING,
        /** The money was taken. */
        SUCCEEDED,
        /** Nothing was taken, and nothing will be. */
        CANCELED
    }

    /**
     * A dispute.
     *
     * @param id the service's id
     * @param phase how far it has come
     * @param minorUnits what is at risk or lost, less what has come back of it; 0 in other phases
     */
    public record Dispute(String id, Phase phase, long minorUnits) {}

    /** How far a dispute has come. */
    public enum Phase {
        /** The bank asks, and takes nothing yet. */
        INQUIRY,
        /** The money is gone until it is decided. */
        AT_RISK,
        /** The money stays gone. */
        LOST,
        /** It is over, and the money is back or was never gone. */
        OVER
    }

    /** Minor units that are lost in disputes; never negative, the greatest long when they are more than that. */
    public long lost() {
        return sum(Phase.LOST);
    }

    /** Minor units that undecided disputes are about. */
    public long atRisk() {
        return sum(Phase.AT_RISK);
    }

    private long sum(Phase phase) {
        long sum = 0;
        for (Dispute dispute : disputes) {
            if (dispute.phase() == phase) {
                long more = dispute.minorUnits();
                sum = sum > Long.MAX_VALUE - more ? Long.MAX_VALUE : sum + more;
            }
        }
        return sum;
    }
}
