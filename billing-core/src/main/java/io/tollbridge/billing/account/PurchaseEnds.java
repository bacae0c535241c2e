// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.Money;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a purchase ends: credits for money, or nothing for nothing (R13, R16). */
final class PurchaseEnds {
    /** How long nothing is tried after the first, the second and any later failure in a row. */
    private static final List<Duration> BACKOFF =
            List.of(Duration.ofHours(1), Duration.ofHours(6), Duration.ofHours(24));

    private PurchaseEnds() {}

    static Outcome complete(
            Draft draft, Purchasing state, Purchase purchase, PurchaseCommand.CompletePurchase command) {
        if (purchase.state() == Purchase.State.GRANTED || purchase.state() == Purchase.State.MISMATCH) {
            if (!command.paymentId().equals(purchase.payment().paymentId())) {
                mismatch(draft, purchase, command, "a second payment");
            }
            return new Outcome.Purchased(purchase, false);
        }
        String asked = purchase.attempt().customerId();
        String payer = command.customerId();
        String wrong = !PurchaseRules.isPriceOf(purchase, command.received())
                ? "not the amount"
                : asked != null && payer != null && !asked.equals(payer)
                        ? "another customer"
                        : draft.standing() == Account.Standing.ERASED
                                ? "the tenant was erased"
                                : LotRules.fits(draft, purchase.order().credits()) ? null : "more credits than fit";
        Purchase.Payment paid = purchase.payment()
                .withPaymentId(command.paymentId())
                .withReceived(command.received())
                .asOf(command.truthAt());
        if (wrong != null) {
            mismatch(draft, purchase, command, wrong);
            Purchase stopped = purchase.with(paid).in(Purchase.State.MISMATCH, null);
            // why suspended: whatever takes another amount than the one ordered must not take it again by itself
            draft.buying()
                    .state(
                            purchase.kind() == Purchase.Kind.AUTO
                                    ? state.with(state.breaker()
                                            .failed(state.breaker().failures() + 1, draft.now(), true, null))
                                    : state);
            return PurchaseRules.changed(draft, stopped);
        }
        OperationKey key = OperationKey.fact("purchase:" + purchase.id());
        draft.begin(new Draft.Operation(key, null, purchase.by(), 0));
        Grant lot =
                LotRules.put(draft, key, Grant.Source.PURCHASE, purchase.order().credits(), null, false);
        LotRules.settleDebt(draft, lot);
        boolean auto = purchase.kind() == Purchase.Kind.AUTO;
        Purchase granted =
                purchase.with(paid.withGrant(lot.id())).withFailure(null).in(Purchase.State.GRANTED, null);
        Purchasing counted = state.with(state.breaker().reset());
        if (auto && purchase.cap() == null) {
            // why: it was given up and its place was free again, but money came all the same
            counted = counted.with(again(draft, state, purchase));
        }
        draft.buying().state(counted);
        draft.tell(notice(
                draft,
                "purchase:" + purchase.id() + ":granted",
                auto ? Notification.Kind.AUTO_PURCHASED : Notification.Kind.PURCHASED,
                detail(purchase)));
        return PurchaseRules.changed(draft, granted);
    }

    private static Spending again(Draft draft, Purchasing state, Purchase purchase) {
        Spending spending = state.spending().at(draft);
        long price = purchase.order().price().minorUnits();
        long sum = spending.minorUnits() > Long.MAX_VALUE - price ? Long.MAX_VALUE : spending.minorUnits() + price;
        return spending.withAutomatic(spending.automatic() + 1, sum);
    }

    private static void mismatch(
            Draft draft, Purchase purchase, PurchaseCommand.CompletePurchase command, String what) {
        Money received = command.received();
        draft.tell(notice(
                draft,
                "purchase:" + purchase.id() + ":mismatch:" + command.paymentId(),
                Notification.Kind.PURCHASE_MISMATCH,
                "payment " + command.paymentId() + " of " + received + " for purchase " + purchase.id() + " of "
                        + purchase.order().price() + ": " + what
                        + "; nothing was granted for it. Refund it, or grant by hand"));
    }

    static Outcome fail(Draft draft, Purchasing state, Purchase purchase, PurchaseCommand.FailPurchase command) {
        if (!purchase.open()) {
            return new Outcome.Purchased(purchase, false);
        }
        boolean auto = purchase.kind() == Purchase.Kind.AUTO;
        boolean failed = command.end() == Purchase.State.FAILED;
        Purchasing freed = freed(state, purchase);
        Purchase ended = purchase.with(purchase.payment().withPaymentId(command.paymentId()))
                .withCap(null)
                .withFailure(command.why())
                .in(command.end(), null);
        if (failed && auto) {
            freed = broken(draft, freed, command.why());
        }
        if (failed && !command.why().code().equals(PurchaseRules.NO_PAYMENT_METHOD)) {
            draft.tell(notice(
                    draft,
                    "purchase:" + purchase.id() + ":failed",
                    auto ? Notification.Kind.AUTO_PURCHASE_FAILED : Notification.Kind.PURCHASE_FAILED,
                    reason(command.why())));
        }
        draft.buying()
                .state(failed || !auto ? freed : freed.with(freed.breaker().withLatched(false)));
        return PurchaseRules.changed(draft, ended);
    }

    /** The tenant is erased: nothing is sent any more, and what is on its way is to be ended as soon as possible. */
    static void abandon(Draft draft) {
        Purchasing state = draft.buying().state();
        if (state == null) {
            return;
        }
        for (Purchase purchase : state.purchases()) {
            if (purchase.state() == Purchase.State.CREATED) {
                drop(draft, state, purchase);
            } else if (purchase.open()) {
                draft.buying().put(purchase.in(purchase.state(), draft.now()));
            }
        }
        Purchasing left = draft.buying().state();
        AutoPurchase auto = left == null ? null : left.auto();
        if (left != null && auto != null) {
            draft.buying().state(left.with(auto.forgotten()));
        }
    }

    /** A purchase is given up before anything was sent. */
    static Outcome drop(Draft draft, Purchasing state, Purchase purchase) {
        Purchasing freed = freed(state, purchase);
        boolean auto = purchase.kind() == Purchase.Kind.AUTO;
        draft.buying().state(auto ? freed.with(freed.breaker().withLatched(false)) : freed);
        return PurchaseRules.changed(
                draft,
                purchase.withCap(null)
                        .withFailure(new Decline("NOT_WANTED", null, false, null))
                        .in(Purchase.State.CANCELED, null));
    }

    /** Gives back what an automatic purchase used up of its period's cap, if that period is still the current one. */
    private static Purchasing freed(Purchasing state, Purchase purchase) {
        Purchase.Cap cap = purchase.cap();
        Spending spending = state.spending();
        if (cap == null || !cap.period().equals(spending.period())) {
            return state;
        }
        return state.with(spending.withAutomatic(
                spending.automatic() - 1,
                spending.minorUnits() - purchase.order().price().minorUnits()));
    }

    private static Purchasing broken(Draft draft, Purchasing state, Decline why) {
        Breaker breaker = state.breaker();
        if (why.code().equals(PurchaseRules.NO_PAYMENT_METHOD)) {
            Breaker suspended = breaker.failed(0, draft.now(), true, null);
            return AutoPurchaseRules.noteNoPaymentMethod(draft, state.with(suspended));
        }
        int failures = Math.min(breaker.failures(), 1_000_000) + 1;
        Duration pause = BACKOFF.get(Math.min(failures, BACKOFF.size()) - 1);
        boolean suspend = why.hard() || failures >= BACKOFF.size();
        return state.with(breaker.failed(failures, draft.now().plus(pause), suspend, why.cardFingerprint()));
    }

    static String reason(Decline why) {
        return why.reason() == null ? why.code() : why.code() + ": " + why.reason();
    }

    static String detail(Purchase purchase) {
        return purchase.order().credits() + " credits for " + purchase.order().price();
    }

    static Notification notice(Draft draft, String key, Notification.Kind kind, @Nullable String detail) {
        return new Notification(key, kind, Notification.Status.PENDING, 0, List.of(), detail, draft.now());
    }
}
