// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentTruth;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the truth about a payment means for a tenant (R13-R15). */
final class PaymentRules {
    private final PurchaseRules purchases;

    PaymentRules(PurchaseRules purchases) {
        this.purchases = purchases;
    }

    Outcome outcome(Draft draft, PaymentCommand command) {
        return command instanceof PaymentCommand.SettlePayment payment
                ? settle(draft, payment)
                : PeriodRefunds.outcome(draft, (PaymentCommand.SettlePeriod) command);
    }

    private Outcome settle(Draft draft, PaymentCommand.SettlePayment command) {
        Purchase purchase = draft.buying().purchase(command.purchaseId());
        if (purchase == null) {
            return new Outcome.Rejected(
                    ErrorCode.PURCHASE_UNKNOWN,
                    "tenant " + command.tenantId() + " has no purchase " + command.purchaseId() + ", which payment "
                            + command.truth().paymentId() + " names");
        }
        if (command.unpaid() && purchase.state() == Purchase.State.GRANTED && isCurrent(command, purchase)) {
            return unpaid(draft, command.asLost(purchase.order().price()), purchase);
        }
        return switch (command.truth().state()) {
            case SUCCEEDED -> paid(draft, command, purchase);
            case PROCESSING -> progress(draft, command, Purchase.State.PROCESSING);
            case ACTION_REQUIRED ->
                // why: a page that was submitted is of no use any more; the customer sends the money by other ways
                progress(
                        draft,
                        command,
                        command.pageComplete() ? Purchase.State.PROCESSING : Purchase.State.ACTION_REQUIRED);
            case DECLINED -> declined(draft, command, purchase);
            case CANCELED -> canceled(draft, command, purchase);
            case OPEN -> new Outcome.Noted("payment " + command.truth().paymentId() + " waits for a means of payment");
        };
    }

    private Outcome progress(Draft draft, PaymentCommand.SettlePayment command, Purchase.State state) {
        PaymentTruth truth = command.truth();
        Purchase known = draft.buying().purchase(command.purchaseId());
        if (known != null && !isCurrent(command, known)) {
            return new Outcome.Noted("payment " + truth.paymentId() + " is not the one that the purchase waits for");
        }
        Outcome outcome = purchases.outcome(
                draft,
                new PurchaseCommand.PurchaseProgress(
                        command.tenantId(), command.purchaseId(), state, truth.paymentId(), draft.now()));
        Purchase purchase = requireNonNull(draft.buying().purchase(command.purchaseId()));
        Money part = new Money(truth.received(), truth.ordered().currency());
        if (truth.received() > 0
                && purchase.open()
                && !part.equals(purchase.payment().received())) {
            draft.buying().put(purchase.with(purchase.payment().withReceived(part)));
        }
        return outcome;
    }

    /**
     * A refusal ends a purchase only when nobody can try again: not on an open page, nor while it is being sent. A charge
     * that the bank refuses after days could still be confirmed, so it is ended by whoever cancels it.
     */
    private Outcome declined(Draft draft, PaymentCommand.SettlePayment command, Purchase purchase) {
        if (isCurrent(command, purchase) && purchase.kind() == Purchase.Kind.CHECKOUT && command.pageComplete()) {
            return fail(draft, command, Purchase.State.FAILED);
        }
        if (isCurrent(command, purchase)
                && purchase.kind() != Purchase.Kind.CHECKOUT
                && purchase.state() == Purchase.State.PROCESSING) {
            return PurchaseRules.changed(
                    draft,
                    purchase.with(purchase.payment()
                                    .withPaymentId(command.truth().paymentId()))
                            .in(Purchase.State.UNKNOWN, draft.now()));
        }
        return new Outcome.Noted("payment " + command.truth().paymentId() + " was refused; it may be tried again");
    }

    private Outcome canceled(Draft draft, PaymentCommand.SettlePayment command, Purchase purchase) {
        if (!isCurrent(command, purchase)) {
            return new Outcome.Noted("payment " + command.truth().paymentId() + " was of an earlier attempt");
        }
        // why a failure: an automatic payment that nobody confirmed must slow down the next one, whoever hears of it
        // first
        boolean counts = purchase.kind() == Purchase.Kind.AUTO;
        return fail(draft, command, counts ? Purchase.State.FAILED : Purchase.State.CANCELED);
    }

    /** False for the payment of an earlier attempt. */
    private static boolean isCurrent(PaymentCommand.SettlePayment command, Purchase purchase) {
        String known = purchase.payment().paymentId();
        return known == null || command.truth().paymentId().equals(known);
    }

    private Outcome fail(Draft draft, PaymentCommand.SettlePayment command, Purchase.State end) {
        Decline told = command.truth().decline();
        Decline why = told == null ? new Decline("payment_canceled", null, false, null) : told;
        return purchases.outcome(
                draft,
                new PurchaseCommand.FailPurchase(
                        command.tenantId(),
                        command.purchaseId(),
                        command.truth().paymentId(),
                        end,
                        why));
    }

    private Outcome paid(Draft draft, PaymentCommand.SettlePayment command, Purchase before) {
        PaymentTruth truth = command.truth();
        Purchase.Payment known = before.payment();
        boolean moved = moved(truth, known);
        if (moved && !Objects.equals(command.mark(), known.truthAt())) {
            return outdated(command);
        }
        Outcome completed = purchases.outcome(
                draft,
                new PurchaseCommand.CompletePurchase(
                        command.tenantId(),
                        command.purchaseId(),
                        truth.paymentId(),
                        truth.customerId(),
                        new Money(truth.received(), truth.ordered().currency()),
                        known.truthAt() == null ? draft.now() : known.truthAt()));
        Purchase purchase = requireNonNull(draft.buying().purchase(command.purchaseId()));
        if (completed instanceof Outcome.Rejected || !isCurrent(command, purchase)) {
            return completed;
        }
        if (moved) {
            Outcome.Rejected rejected = reverse(draft, command, purchase);
            if (rejected != null) {
                return rejected;
            }
        } else if (before.open() || Objects.equals(command.mark(), known.truthAt())) {
            // why: a reading that began before this one, and saw what has been undone since, must not count after it
            draft.buying().put(purchase.with(purchase.payment().readAfter(draft.now())));
        }
        DisputeNotices.tell(draft, truth, "purchase " + purchase.id());
        return completed;
    }

    private static boolean moved(PaymentTruth truth, Purchase.Payment known) {
        return truth.refunded() != known.refunded() || truth.lost() != known.lost() || truth.atRisk() != known.atRisk();
    }

    private static Outcome.Rejected outdated(PaymentCommand.SettlePayment command) {
        return new Outcome.Rejected(
                ErrorCode.READING_OUTDATED,
                "another reading of payment " + command.truth().paymentId() + " was applied to purchase "
                        + command.purchaseId() + " of tenant " + command.tenantId() + " meanwhile; ask again");
    }

    /** Credits were granted for money that is not there: all of it counts as lost, until it comes. */
    private static Outcome unpaid(Draft draft, PaymentCommand.SettlePayment command, Purchase purchase) {
        if (!moved(command.truth(), purchase.payment())) {
            return new Outcome.Noted("what was granted without money was taken back before");
        }
        if (!Objects.equals(command.mark(), purchase.payment().truthAt())) {
            return outdated(command);
        }
        Outcome.Rejected rejected = reverse(draft, command, purchase);
        return rejected == null ? new Outcome.Noted("what was granted without money is taken back") : rejected;
    }

    private static Outcome.@Nullable Rejected reverse(
            Draft draft, PaymentCommand.SettlePayment command, Purchase purchase) {
        PaymentTruth truth = command.truth();
        Purchase.Order order = purchase.order();
        Grant lot = lot(draft, command, purchase);
        long owed = draft.debt();
        if (lot != null) {
            long gone = ClawbackRules.sum(truth.refunded(), truth.lost());
            long price = order.price().minorUnits();
            long target = ClawbackRules.share(order.credits(), gone, price);
            long doubted = ClawbackRules.share(order.credits(), ClawbackRules.sum(gone, truth.atRisk()), price);
            draft.begin(new Draft.Operation(null, null, new Attribution(null, reason(purchase, truth)), 0));
            Outcome.Rejected rejected = ClawbackRules.settle(draft, command.tenantId(), lot, target, doubted - target);
            if (rejected != null) {
                return rejected;
            }
        }
        noteMoney(draft, purchase, truth, draft.debt() - owed);
        return null;
    }

    private static @Nullable Grant lot(Draft draft, PaymentCommand.SettlePayment command, Purchase purchase) {
        long id = purchase.payment().grantId();
        if (id == 0) {
            return null;
        }
        Grant live = draft.grant(id);
        return live == null ? command.lot() : live;
    }

    /** Automatic purchases stop while a payment is disputed; after one of their own was, or money is lost, for longer. */
    private static void noteMoney(Draft draft, Purchase purchase, PaymentTruth truth, long moreDebt) {
        Purchase.Payment before = purchase.payment();
        draft.buying()
                .put(purchase.with(new Purchase.Payment(
                        before.paymentId(),
                        before.sessionId(),
                        before.received(),
                        truth.refunded(),
                        truth.lost(),
                        truth.atRisk(),
                        before.readAfter(draft.now()).truthAt(),
                        before.grantId(),
                        Math.max(0, before.clawedDebt() + moreDebt))));
        Purchasing state = requireNonNull(draft.buying().state());
        Breaker breaker = state.breaker();
        int disputes = breaker.disputes() + count(truth.atRisk()) - count(before.atRisk());
        boolean lock = truth.lost() > before.lost() || (truth.atRisk() > 0 && purchase.kind() == Purchase.Kind.AUTO);
        draft.buying().state(state.with(breaker.withDisputes(disputes, breaker.disputeLocked() || lock)));
    }

    private static int count(long atRisk) {
        return atRisk > 0 ? 1 : 0;
    }

    private static String reason(Purchase purchase, PaymentTruth truth) {
        String currency = truth.ordered().currency();
        return purchase.reversalReason() + truth.ordered() + ": "
                + new Money(truth.refunded(), currency) + " refunded, " + new Money(truth.lost(), currency)
                + " lost, " + new Money(truth.atRisk(), currency) + " disputed";
    }
}
