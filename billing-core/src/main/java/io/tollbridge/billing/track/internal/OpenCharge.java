// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.Admin;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.OperationRejectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a call will cost, before it is known whether it succeeds. Ended once; ending it throws no runtime exception. */
interface OpenCharge {
    /** The work is done and cost so many credits. */
    void settle(long credits);

    /** The work was not done. */
    void cancel(Throwable failure);

    /** Credits that are set aside. */
    record Held(Hold hold, String tenantId, long debtLimit, LateCharges late) implements OpenCharge {
        private static final Logger log = LoggerFactory.getLogger(Held.class);

        @Override
        public void settle(long credits) {
            late.settle(new Capture(hold, tenantId, credits, debtLimit));
        }

        private record Capture(Hold hold, String tenantId, long credits, long debtLimit) implements LateCharges.Late {
            @Override
            public void charge() {
                capture(hold, tenantId, credits, debtLimit);
            }

            @Override
            public String what() {
                return credits + " credits of tenant " + tenantId + ", hold " + hold.id();
            }
        }

        static void capture(Hold hold, String tenantId, long credits, long debtLimit) {
            Charge charge = hold.capture(credits, debtLimit);
            if (charge.unmet() > 0) {
                log.warn(
                        "A call of tenant {} cost {} credits, of which {} were there; hold {}",
                        tenantId,
                        credits,
                        charge.charged(),
                        hold.id());
            }
        }

        @Override
        public void cancel(Throwable failure) {
            try {
                hold.release();
            } catch (OperationRejectedException ended) {
                // why no failure: a repeated call of the same key was done first and has charged the hold
                log.debug("Hold {} had ended before its call failed", hold.id(), ended);
            } catch (RuntimeException notReleased) {
                // the call's own failure matters to the caller; the hold expires by itself
                log.warn(
                        "Hold {} could not be released and will expire at {}",
                        hold.id(),
                        hold.expiresAt(),
                        notReleased);
                if (notReleased != failure) {
                    failure.addSuppressed(notReleased);
                }
            }
        }
    }

    /** Nothing is charged, and somebody answers for it. The use has a key, so that counting it can be repeated. */
    record Waived(Admin admin, Deduction use, CallContext.Bypass bypass, LateCharges late) implements OpenCharge {
        @Override
        public void settle(long credits) {
            late.settle(new Waiver(admin, use.cost(credits), bypass));
        }

        @Override
        public void cancel(Throwable failure) {
            // nothing was used, nothing is counted
        }

        private record Waiver(Admin admin, Deduction use, CallContext.Bypass bypass) implements LateCharges.Late {
            @Override
            public void charge() {
                admin.waive(use, bypass.actor(), bypass.reason());
            }

            @Override
            public String what() {
                return "waived " + use.cost() + " credits of tenant " + use.tenantId() + " by " + bypass.actor();
            }
        }
    }

    /** It was charged before, under the same idempotency key. */
    enum Replayed implements OpenCharge {
        CHARGED_BEFORE;

        @Override
        public void settle(long credits) {
            // charged once is enough
        }

        @Override
        public void cancel(Throwable failure) {
            // the first call was charged and stays charged
        }
    }
}
