// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;
import java.util.List;

/**
 * Credits set aside for a use whose cost is not final yet (R18). Immutable.
 *
 * @param id the hold's id, unique in its tenant
 * @param operationId the ledger operation that made it
 * @param feature what it is for
 * @param credits how many credits it set aside
 * @param legs where they came from, in the order in which they were taken
 * @param state what has become of it
 * @param settled credits that were charged when it was captured, else 0
 * @param settledFromSubscription how many of those were subscription credits
 * @param settledAsDebt how many of those were made debt
 * @param unmet credits of the capture that nothing was left for, else 0
 * @param endOperationId the ledger operation that captured or released it, 0 when it is open or none was needed
 * @param expiresAt when it is released by itself
 */
public record Hold(
        String id,
        long operationId,
        String feature,
        long credits,
        List<Leg> legs,
        State state,
        long settled,
        long settledFromSubscription,
        long settledAsDebt,
        long unmet,
        long endOperationId,
        Instant expiresAt) {
    public Hold {
        legs = List.copyOf(legs);
    }

    /**
     * Credits of one slice or lot in a hold.
     *
     * @param slice true when the credits came from a subscription slice
     * @param grantId the slice or lot
     * @param credits how many
     */
    public record Leg(boolean slice, long grantId, long credits) {}

    /** What has become of a hold. The names are stored. */
    public enum State {
        /** The credits are set aside. */
        OPEN,
        /** They were used, all or in part. */
        CAPTURED,
        /** They were given back by the caller. */
        RELEASED,
        /** They were given back because the time was over. */
        EXPIRED
    }

    Hold ended(State newState, long byOperation) {
        return settled(newState, byOperation, new Settlement(0, 0, 0, 0));
    }

    Hold captured(Settlement settlement, long byOperation) {
        return settled(State.CAPTURED, byOperation, settlement);
    }

    /** What a capture charged. */
    record Settlement(long charged, long fromSubscription, long asDebt, long unmet) {}

    private Hold settled(State newState, long byOperation, Settlement settlement) {
        return new Hold(
                id,
                operationId,
                feature,
                credits,
                legs,
                newState,
                settlement.charged(),
                settlement.fromSubscription(),
                settlement.asDebt(),
                settlement.unmet(),
                byOperation,
                expiresAt);
    }
}
