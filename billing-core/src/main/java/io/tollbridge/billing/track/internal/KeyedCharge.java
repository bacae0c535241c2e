// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.CreditOperations;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.OperationRejectedException;

/**
 * A charge that is made once for its key, however often the call is repeated and whatever became of earlier calls.
 *
 * <p>Each attempt has a hold of its own under the key, numbered from 1; the next number is used only when the attempt
 * before was released, which is final. So at most one of them is ever captured. A repeated call that meets an open hold
 * shares it with the call that placed it: whoever is done first captures it, and only the one who placed it releases it.
 * One that meets an expired hold sets credits aside once more, and then captures the expired one as a fresh deduction.
 */
final class KeyedCharge implements OpenCharge {
    private final CreditOperations operations;
    private final Deduction deduction;
    private final String key;
    private final long debtLimit;
    private final LateCharges late;
    private int attempt;
    private Hold hold;

    private KeyedCharge(
            CreditOperations operations, Deduction deduction, String key, long debtLimit, LateCharges late) {
        this.operations = operations;
        this.deduction = deduction;
        this.key = key;
        this.debtLimit = debtLimit;
        this.late = late;
        hold = nextUnreleased();
    }

    /** Sets credits aside, unless the key was charged before. */
    static OpenCharge open(
            CreditOperations operations, Deduction deduction, String key, long debtLimit, LateCharges late) {
        KeyedCharge charge = new KeyedCharge(operations, deduction, key, debtLimit, late);
        if (!charge.hold.replayed()) {
            return charge;
        }
        return switch (charge.hold.state()) {
            case CAPTURED -> Replayed.CHARGED_BEFORE;
            case EXPIRED -> new Covered(charge, operations.hold(deduction));
            case OPEN, RELEASED -> charge;
        };
    }

    /** The key of one attempt. The number stands before the key, so that no key looks like another one's attempt. */
    private String keyOf(int number) {
        return deduction.feature() + ":" + number + ":" + key;
    }

    private Hold nextUnreleased() {
        Hold next;
        do {
            attempt++;
            next = operations.hold(deduction.idempotencyKey(keyOf(attempt)));
        } while (next.replayed() && next.state() == io.tollbridge.billing.account.Hold.State.RELEASED);
        return next;
    }

    @Override
    public void settle(long credits) {
        late.settle(new LateCharges.Late() {
            @Override
            public void charge() {
                capture(credits);
            }

            @Override
            public String what() {
                return credits + " credits of tenant " + deduction.tenantId() + ", key " + keyOf(attempt);
            }
        });
    }

    private void capture(long credits) {
        while (true) {
            try {
                Held.capture(hold, deduction.tenantId(), credits, debtLimit);
                return;
            } catch (OperationRejectedException rejected) {
                if (rejected.code() == ErrorCode.IDEMPOTENCY_CONFLICT) {
                    // a repeated call was done first and cost something else; the key is charged
                    return;
                } else if (rejected.code() != ErrorCode.HOLD_ENDED) {
                    throw rejected;
                }
            }
            // the call that had placed the hold failed and released it, and this one succeeded
            hold = nextUnreleased();
        }
    }

    @Override
    public void cancel(Throwable failure) {
        boolean shared = hold.replayed();
        if (!shared) {
            new Held(hold, deduction.tenantId(), debtLimit, late).cancel(failure);
        }
    }

    /** A charge on an expired hold, with a second hold that sees to it that the credits are there. */
    private record Covered(KeyedCharge charge, Hold cover) implements OpenCharge {
        @Override
        public void settle(long credits) {
            // why first: what the cover holds is what the capture needs; without the release it waits for the expiry
            release();
            charge.settle(credits);
        }

        private void release() {
            charge.late.settle(new LateCharges.Late() {
                @Override
                public void charge() {
                    long ignored = cover.release();
                }

                @Override
                public String what() {
                    return "the cover of key " + charge.key + ", hold " + cover.id();
                }
            });
        }

        @Override
        public void cancel(Throwable failure) {
            new Held(cover, charge.deduction.tenantId(), 0, charge.late).cancel(failure);
        }
    }
}
