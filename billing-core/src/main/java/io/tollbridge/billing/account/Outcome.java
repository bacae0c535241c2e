// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a command came to. */
public sealed interface Outcome {
    /** True when the command did what it says; its key is then kept. A refused one may be tried again (R4). */
    default boolean succeeded() {
        return true;
    }

    /**
     * Credits were used.
     *
     * @param operationId the ledger operation, 0 when nothing was charged
     * @param fromSubscription credits taken from the slice
     * @param fromBundles credits taken from lots
     * @param asDebt credits that were charged as debt
     * @param unmet credits that were asked for and not charged
     * @param spendableAfter spendable credits afterwards
     */
    record Consumed(
            long operationId, long fromSubscription, long fromBundles, long asDebt, long unmet, long spendableAfter)
            implements Outcome {
        /** All credits that were charged. */
        public long charged() {
            return fromSubscription + fromBundles + asDebt;
        }
    }

    /**
     * There were too few credits; nothing was charged.
     *
     * @param requested what the command asked for
     * @param spendable what there was
     * @param nextResetAt when the next slice is due, null when none is
     */
    record Insufficient(
            long requested, long spendable, @Nullable Instant nextResetAt) implements Outcome {
        @Override
        public boolean succeeded() {
            return false;
        }

        /** How many credits were missing. */
        public long shortfall() {
            return requested - spendable;
        }
    }

    /**
     * Credits were set aside.
     *
     * @param hold the new hold
     * @param spendableAfter spendable credits afterwards
     */
    record Held(Hold hold, long spendableAfter) implements Outcome {}

    /**
     * A hold was captured or released, had ended before in the same way, or was looked up.
     *
     * @param hold the hold as it is now
     * @param dropped credits that were not given back because their slice or lot has ended
     * @param repeated true when the hold had ended in this way before and nothing moved
     * @param spendableAfter spendable credits afterwards
     */
    record HoldEnded(Hold hold, long dropped, boolean repeated, long spendableAfter) implements Outcome {}

    /**
     * Credits were granted or taken by anything but use.
     *
     * @param operationId the ledger operation
     * @param grantId the slice or lot
     * @param credits what was granted, before debt was settled
     * @param debtRepaid how much of it settled debt
     * @param spendableAfter spendable credits afterwards
     */
    record Granted(long operationId, long grantId, long credits, long debtRepaid, long spendableAfter)
            implements Outcome {}

    /**
     * A charge was undone, all or in part.
     *
     * @param operationId the ledger operation, 0 when nothing came back
     * @param toSubscription credits that came back to the slice
     * @param toBundles credits that came back to lots
     * @param debtReduced debt that was taken off
     * @param dropped credits that did not come back because their slice or lot has ended
     * @param spendableAfter spendable credits afterwards
     */
    record Reversed(
            long operationId, long toSubscription, long toBundles, long debtReduced, long dropped, long spendableAfter)
            implements Outcome {}

    /**
     * The account was closed for good.
     *
     * @param ended credits that ended with it
     */
    record Erased(long ended) implements Outcome {}

    /**
     * The command was understood and applied without moving credits of its own, or had nothing left to do.
     *
     * @param note what happened, for a log
     * @param settled false when the same command may do more later, so that its key is not kept
     */
    record Noted(String note, boolean settled) implements Outcome {
        /** Nothing more will come of it. */
        public Noted(String note) {
            this(note, true);
        }

        @Override
        public boolean succeeded() {
            return settled;
        }
    }

    /**
     * How a purchase stands after a command about it.
     *
     * @param purchase the purchase
     * @param changed true when this command moved it to where it stands; false when it stood there before, or could not
     *     be moved any more
     */
    record Purchased(Purchase purchase, boolean changed) implements Outcome {}

    /**
     * A purchase was not begun because another one is under way.
     *
     * @param other the one that is under way
     */
    record PurchaseInTheWay(Purchase other) implements Outcome {
        @Override
        public boolean succeeded() {
            return false;
        }
    }

    /**
     * The command contradicts the account; nothing of it was applied.
     *
     * @param code what kind of contradiction
     * @param message what is wrong and how to mend it
     */
    record Rejected(ErrorCode code, String message) implements Outcome {
        @Override
        public boolean succeeded() {
            return false;
        }
    }
}
