// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.payment.PaymentTruth;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment for a period of a subscription of which money went back, or may have gone back (R14, R15). Immutable.
 *
 * <p>It is kept for good, whether or not a slice of the period was open when it was heard of: so a period that is granted
 * later, or by time alone, is granted less what went back.
 *
 * @param paymentId the payment service's id
 * @param start first instant of the period that it paid for
 * @param end first instant after it
 * @param whole what the period cost in minor units, 1 or more; more than the payment when a balance paid a part
 * @param refunded minor units that were given back
 * @param lost minor units that were lost in disputes
 * @param atRisk minor units that open disputes are about
 * @param truthAt the mark of the newest reading: what began to be read before it never overrules it
 * @param slice start of the slice that the other figures are about, null while there was none
 * @param granted how many credits that slice was opened with; what was added to it since was not paid by this payment
 * @param clawed how many of them count as taken back
 * @param forgiven how many of those were taken from nobody, because the slice had too few left
 */
public record PeriodPayment(
        String paymentId,
        Instant start,
        Instant end,
        long whole,
        long refunded,
        long lost,
        long atRisk,
        Instant truthAt,
        @Nullable Instant slice,
        long granted,
        long clawed,
        long forgiven) {

    /** A payment that is read for the first time, at some time. */
    static PeriodPayment first(String paymentId, PaidPeriod period, long whole, Instant now) {
        return new PeriodPayment(paymentId, period.start(), period.end(), whole, 0, 0, 0, now, null, 0, 0, 0);
    }

    /** True when a slice that begins then belongs to the period. */
    boolean covers(Instant sliceStart) {
        return !sliceStart.isBefore(start) && sliceStart.isBefore(end);
    }

    /** True when the reading tells of other money than what is known. */
    boolean differsFrom(PaymentTruth truth) {
        return refunded != truth.refunded() || lost != truth.lost() || atRisk != truth.atRisk();
    }

    /** This payment after a reading; its mark moves on, also when it told nothing new. */
    PeriodPayment read(PaymentTruth truth, Instant now) {
        // why later than now: so that no reading that began in this millisecond passes for a newer one
        Instant mark = SliceRules.later(truthAt, now).plusMillis(1);
        return new PeriodPayment(
                paymentId,
                start,
                end,
                whole,
                truth.refunded(),
                truth.lost(),
                truth.atRisk(),
                mark,
                slice,
                granted,
                clawed,
                forgiven);
    }

    /**
     * This payment with regard to a slice. A later slice of the same paid time was granted no more for it than the one
     * that it was first looked at with: what came on top was paid otherwise.
     */
    PeriodPayment at(Instant sliceStart, long opened) {
        if (sliceStart.equals(slice)) {
            return this;
        }
        return with(sliceStart, slice == null ? opened : Math.min(opened, granted), 0, 0);
    }

    /** How many credits of the slice are to count as taken back. */
    long target() {
        return ClawbackRules.share(granted, ClawbackRules.sum(refunded, lost), whole);
    }

    /** This payment after so many credits count as taken back, of which so many were taken from nobody. */
    PeriodPayment settled(long nowClawed, long nowForgiven) {
        return with(slice, granted, nowClawed, nowForgiven);
    }

    private PeriodPayment with(@Nullable Instant newSlice, long newGranted, long newClawed, long newForgiven) {
        return new PeriodPayment(
                paymentId,
                start,
                end,
                whole,
                refunded,
                lost,
                atRisk,
                truthAt,
                newSlice,
                newGranted,
                newClawed,
                newForgiven);
    }
}
