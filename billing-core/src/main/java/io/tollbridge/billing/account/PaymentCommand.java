// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentTruth;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands about money that was paid, and may have gone back. They say how things stand, never what has changed; so each
 * changes nothing when it is repeated, and none needs a key.
 */
public sealed interface PaymentCommand extends Command {
    @Override
    default @Nullable OperationKey key() {
        return null;
    }

    @Override
    default boolean createsTenant() {
        return false;
    }

    /**
     * Bring a purchase to where its payment is (R13, R14, R15): grant what is paid, take back what was given back or
     * lost, put out of reach what is disputed.
     *
     * <p>Two readings may be under way at once, and clocks of two nodes differ. So a reading counts only if no other one
     * was applied since it began: the mark that the purchase bore then must still be there. Else the command is refused
     * with {@code READING_OUTDATED}, and whoever asked must ask again.
     *
     * @param truth how the payment stands
     * @param pageComplete true when the customer has submitted the page, so that a payment that failed is over
     * @param mark {@link Purchase.Payment#truthAt} as it was before the reading began
     * @param seenGranted true when the purchase was granted already before the reading began. A payment that has succeeded
     *     stays so; if it has not, credits were granted for money that is not there, and are taken back
     * @param lot the purchase's lot; null until it is looked up, and when there is none
     */
    record SettlePayment(
            String tenantId,
            String purchaseId,
            PaymentTruth truth,
            boolean pageComplete,
            @Nullable Instant mark,
            boolean seenGranted,
            @Nullable Grant lot)
            implements PaymentCommand {
        /** Of a purchase that was not seen granted, or of which that does not matter. */
        public SettlePayment(
                String tenantId,
                String purchaseId,
                PaymentTruth truth,
                boolean pageComplete,
                @Nullable Instant mark,
                @Nullable Grant lot) {
            this(tenantId, purchaseId, truth, pageComplete, mark, false, lot);
        }

        /** This command with what was looked up for it. */
        public SettlePayment resolved(@Nullable Grant found) {
            return new SettlePayment(tenantId, purchaseId, truth, pageComplete, mark, seenGranted, found);
        }

        /** True when it says that there is no money for what was granted. */
        public boolean unpaid() {
            return seenGranted && truth.state() != PaymentTruth.State.SUCCEEDED;
        }

        /** This command as if all the money had come and been lost. */
        SettlePayment asLost(Money price) {
            PaymentTruth.Dispute all =
                    new PaymentTruth.Dispute("not paid", PaymentTruth.Phase.LOST, price.minorUnits());
            PaymentTruth lost = new PaymentTruth(
                    truth.paymentId(),
                    truth.customerId(),
                    PaymentTruth.State.SUCCEEDED,
                    price,
                    price.minorUnits(),
                    0,
                    List.of(all),
                    null);
            return new SettlePayment(tenantId, purchaseId, lost, pageComplete, mark, seenGranted, lot);
        }
    }

    /**
     * Bring a paid period of a subscription to where its payment is (R14, R15): take the share of what went back from the
     * slice that is open, and from each that is opened for the period later. Nothing becomes debt.
     *
     * <p>A reading counts only if no other one was applied since it began, as with {@link SettlePayment}.
     *
     * @param period what the invoice paid for
     * @param truth how its payment stands
     * @param whole what the invoice was about in minor units; the payment is less when a balance paid a part
     * @param mark {@link Subscription#readingOf} as it was before the reading began
     * @param opened what the current slice was opened with; null until it is looked up, and when there is none
     */
    record SettlePeriod(
            String tenantId,
            PaidPeriod period,
            PaymentTruth truth,
            long whole,
            @Nullable Instant mark,
            @Nullable Opened opened)
            implements PaymentCommand {
        @Override
        public String subscriptionId() {
            return period.subscriptionId();
        }

        /** This command with what was looked up for it. */
        public SettlePeriod resolved(@Nullable Opened found) {
            return new SettlePeriod(tenantId, period, truth, whole, mark, found);
        }
    }

    /**
     * What a slice was opened with.
     *
     * @param slice its first instant
     * @param credits how many credits, whatever was added or used since
     */
    record Opened(Instant slice, long credits) {}
}
