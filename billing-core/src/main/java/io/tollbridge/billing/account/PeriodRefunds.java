// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.payment.PaymentTruth;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of subscription credits when the money for their period goes back (R14): the slice that is open gives
 * back its share as far as it is there, and so does each later slice of the same paid time. Never debt.
 */
final class PeriodRefunds {
    private PeriodRefunds() {}

    static Outcome outcome(Draft draft, PaymentCommand.SettlePeriod command) {
        PaymentTruth truth = command.truth();
        PaidPeriod period = command.period();
        DisputeNotices.tell(draft, truth, "subscription " + period.subscriptionId());
        Subscription known = known(draft, period.subscriptionId());
        if (known == null) {
            return period.end().isAfter(draft.now())
                    ? new Outcome.Rejected(
                            ErrorCode.NO_CURRENT_SLICE,
                            "nothing is known yet of subscription " + period.subscriptionId() + " of tenant "
                                    + command.tenantId() + ", whose payment " + truth.paymentId() + " went back")
                    : new Outcome.Noted("the refunded period is over");
        }
        PeriodPayment before = known.payment(truth.paymentId());
        if (before == null && truth.received() == 0) {
            return new Outcome.Noted("nothing was paid for the period");
        }
        if (!Objects.equals(command.mark(), before == null ? null : before.truthAt())) {
            return outdated(command, before);
        }
        PeriodPayment first = before == null
                ? PeriodPayment.first(
                        truth.paymentId(), period, Math.max(command.whole(), truth.received()), draft.now())
                : before;
        lockAfterLoss(draft, truth.lost() > first.lost());
        PeriodPayment read = first.read(truth, draft.now());
        save(draft, known, read);
        Slice slice = draft.slice();
        if (slice == null
                || slice.closed()
                || !rules(draft, known)
                || !slice.subscriptionId().equals(known.id())
                || !read.covers(slice.start())) {
            return new Outcome.Noted("no slice of the refunded period is current");
        }
        PeriodPayment due = read.at(slice.start(), opened(command, slice));
        Outcome.Rejected rejected = settle(draft, due, due.target());
        return rejected == null ? new Outcome.Noted("the slice is where its money is") : rejected;
    }

    /** What is known already need not be read again; what contradicts it must be. */
    private static Outcome outdated(PaymentCommand.SettlePeriod command, @Nullable PeriodPayment before) {
        return before == null || before.differsFrom(command.truth())
                ? new Outcome.Rejected(
                        ErrorCode.READING_OUTDATED,
                        "another reading of payment " + command.truth().paymentId() + " was applied to subscription "
                                + command.period().subscriptionId() + " of tenant " + command.tenantId()
                                + " meanwhile; ask again")
                : new Outcome.Noted("the payment is known to stand so");
    }

    private static long opened(PaymentCommand.SettlePeriod command, Slice slice) {
        PaymentCommand.Opened opened = command.opened();
        // why its allowance: a slice that was not there when it was looked up has been opened just now
        return opened != null && opened.slice().equals(slice.start()) ? opened.credits() : slice.allowance();
    }

    private static @Nullable Subscription known(Draft draft, String subscriptionId) {
        Subscription ruling = draft.subscription();
        return ruling != null && ruling.id().equals(subscriptionId) ? ruling : draft.other(subscriptionId);
    }

    private static boolean rules(Draft draft, Subscription subscription) {
        Subscription ruling = draft.subscription();
        return ruling != null && ruling.id().equals(subscription.id());
    }

    /** Takes note of a payment of the current slice. */
    private static void save(Draft draft, PeriodPayment payment) {
        save(draft, requireNonNull(draft.subscription()), payment);
    }

    private static void save(Draft draft, Subscription known, PeriodPayment payment) {
        Subscription changed = known.with(payment);
        if (rules(draft, changed)) {
            draft.subscription(changed);
        } else {
            draft.putOther(changed);
        }
    }

    /** Automatic purchases wait for an admin once money is lost, as with purchases (R15). */
    private static void lockAfterLoss(Draft draft, boolean lost) {
        Purchasing state = draft.buying().state();
        if (lost && state != null) {
            Breaker breaker = state.breaker();
            draft.buying().state(state.with(breaker.withDisputes(breaker.disputes(), true)));
        }
    }

    /** A slice was opened just now: what went back of its period's money is taken from it at once. */
    static void opened(Draft draft) {
        Slice slice = requireNonNull(draft.slice());
        for (PeriodPayment payment : payments(draft, slice)) {
            PeriodPayment due = payment.at(slice.start(), slice.allowance());
            settle(draft, due, due.target());
        }
    }

    /** The slice was begun anew: what was taken of it before has gone with its old credits, and cannot come back. */
    static void restarted(Draft draft) {
        Slice slice = requireNonNull(draft.slice());
        for (PeriodPayment payment : payments(draft, slice)) {
            if (slice.start().equals(payment.slice())) {
                save(draft, payment.settled(payment.clawed(), payment.clawed()));
            }
        }
    }

    private static List<PeriodPayment> payments(Draft draft, Slice slice) {
        Subscription subscription = draft.subscription();
        return subscription == null || !subscription.id().equals(slice.subscriptionId())
                ? List.of()
                : subscription.payments().stream()
                        .filter(payment -> payment.covers(slice.start()))
                        .toList();
    }

    /**
     * Brings the current slice to where a payment of its period is. What the slice has too few of is taken from nobody,
     * and does not come back when the money does.
     *
     * @param payment as it was read last, with regard to the current slice
     * @param target how many credits of the slice are to count as taken back
     */
    private static Outcome.@Nullable Rejected settle(Draft draft, PeriodPayment payment, long target) {
        Slice slice = requireNonNull(draft.slice());
        long more = Math.max(0, target - payment.clawed());
        long less = Math.max(0, payment.clawed() - target);
        long taken = Math.min(more, slice.remaining());
        long unforgiven = Math.min(less, payment.forgiven());
        long back = less - unforgiven;
        if (!LotRules.fits(draft, back)) {
            return LotRules.overflow(slice.subscriptionId(), back);
        }
        draft.begin(new Draft.Operation(null, null, new Attribution(null, reason(payment)), 0));
        if (taken > 0) {
            draft.moveSlice(EntryType.CLAWBACK_SUB, slice.withRemaining(slice.remaining() - taken), -taken);
        }
        if (back > 0) {
            draft.moveSlice(EntryType.CLAWBACK_UNDONE, slice.withRemaining(slice.remaining() + back), back);
        }
        save(draft, payment.settled(target, payment.forgiven() + more - taken - unforgiven));
        return null;
    }

    private static String reason(PeriodPayment payment) {
        return "payment " + payment.paymentId() + " of " + payment.whole() + ": " + payment.refunded() + " refunded, "
                + payment.lost() + " lost";
    }
}
