// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.payment.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The life of a purchase up to its credits (R13). */
final class PurchaseRules {
    /** The code of a failure for want of a means of payment. */
    static final String NO_PAYMENT_METHOD = "NO_PAYMENT_METHOD";

    /** How long a purchase is left to whoever carries it out, unsent or sent: longer than any call may take. */
    private static final Duration FIRST_LOOK = Duration.ofMinutes(5);

    private static final Duration RAREST_LOOK = Duration.ofHours(1);
    /** Banks take days, and say so by webhook. */
    private static final Duration BANK_LOOK = Duration.ofHours(24);
    /** A page that nobody heard of can be paid by nobody. */
    private static final Duration PAGE_LOOK = Duration.ofMinutes(10);

    /** How long whoever wanted a purchase is taken to wait for it: later it would come as a surprise. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Catalog catalog;
    private final CreditPolicy policy;

    PurchaseRules(Catalog catalog, CreditPolicy policy) {
        this.catalog = catalog;
        this.policy = policy;
    }

    Outcome outcome(Draft draft, PurchaseCommand command) {
        if (command instanceof PurchaseCommand.RequestPurchase request) {
            return request(draft, request);
        }
        String id = command.purchaseId();
        Purchase purchase = id == null ? null : draft.buying().purchase(id);
        Purchasing state = draft.buying().state();
        if (purchase == null || state == null) {
            return new Outcome.Rejected(
                    ErrorCode.PURCHASE_UNKNOWN,
                    "tenant " + command.tenantId() + " has no purchase " + id + "; begin one first");
        }
        if (command instanceof PurchaseCommand.SendPurchase send) {
            return send(draft, state, purchase, send);
        } else if (command instanceof PurchaseCommand.PurchaseProgress progress) {
            return progress(draft, purchase, progress);
        } else if (command instanceof PurchaseCommand.OpenPage page) {
            return page(draft, purchase, page);
        } else if (command instanceof PurchaseCommand.PostponePurchase postpone) {
            return postpone(draft, purchase, postpone);
        } else if (command instanceof PurchaseCommand.CompletePurchase complete) {
            return PurchaseEnds.complete(draft, state, purchase, complete);
        } else if (command instanceof PurchaseCommand.FailPurchase fail) {
            return PurchaseEnds.fail(draft, state, purchase, fail);
        } else if (command instanceof PurchaseCommand.GiveUpPurchase giveUp) {
            return giveUp(draft, state, purchase, giveUp);
        }
        throw new IllegalArgumentException("no rule for " + command.getClass());
    }

    private Outcome request(Draft draft, PurchaseCommand.RequestPurchase command) {
        PurchaseCommand.Wish wish = command.wish();
        Purchasing known = draft.buying().state();
        Purchase same = draft.buying().purchase(command.purchaseId());
        if (same != null) {
            boolean repeated = same.order().bundleId().equals(wish.bundleId())
                    && same.order().quantity() == wish.quantity();
            return repeated ? new Outcome.Purchased(same, false) : otherOrder(same, wish);
        }
        Bundle bundle = catalog.bundle(wish.bundleId()).orElse(null);
        if (bundle == null || bundle.priceMinor() == 0) {
            return new Outcome.Rejected(
                    ErrorCode.UNKNOWN_BUNDLE,
                    "the catalog sells no bundle " + wish.bundleId() + "; add it with a price, or take another");
        }
        long most = policy.purchases().mostBundles();
        long payable = Long.MAX_VALUE / Math.max(bundle.credits(), bundle.priceMinor());
        if (wish.quantity() < 1 || wish.quantity() > Math.min(most, payable)) {
            return new Outcome.Rejected(
                    ErrorCode.PURCHASE_LIMIT,
                    "a purchase has 1 to " + Math.min(most, payable) + " bundles of " + bundle.id() + ", not "
                            + wish.quantity());
        }
        Purchase.Order order = AutoPurchaseRules.order(bundle, wish.quantity());
        if (!LotRules.fits(draft, order.credits())) {
            return LotRules.overflow(command.tenantId(), order.credits());
        }
        Purchasing state = known == null ? Purchasing.begun(command.seed()) : known;
        Purchase other = inTheWay(draft, state, wish);
        if (other != null && samePage(other, wish, order)) {
            return new Outcome.Purchased(other, false);
        } else if (other != null && other.expected()) {
            return new Outcome.PurchaseInTheWay(other);
        }
        Spending spending = state.spending().at(draft);
        PurchasePolicy limits = policy.purchases();
        if (spending.boughtOnDay() >= limits.mostPerDay() || spending.bought() >= limits.mostPerPeriod()) {
            return new Outcome.Rejected(
                    ErrorCode.PURCHASE_LIMIT,
                    "tenant " + command.tenantId() + " has begun " + spending.boughtOnDay() + " purchases today and "
                            + spending.bought() + " in this period; " + limits.mostPerDay() + " and "
                            + limits.mostPerPeriod() + " are allowed");
        } else if (other != null) {
            // why only now: a page is not closed for a purchase that is refused
            return new Outcome.PurchaseInTheWay(other);
        }
        Purchasing begun = withoutUnsent(draft, state, wish);
        draft.buying().state(begun.with(begun.spending().at(draft).withOneMoreBought()));
        Purchase purchase = new Purchase(
                command.purchaseId(),
                wish.kind(),
                Purchase.State.CREATED,
                order,
                new Purchase.Attempt(1, null, null, null, wish.page(), null),
                Purchase.Payment.NONE,
                null,
                null,
                wish.by(),
                draft.now(),
                draft.now().plus(wish.kind() == Purchase.Kind.CHECKOUT ? PAGE_LOOK : FIRST_LOOK));
        draft.buying().put(purchase);
        return new Outcome.Purchased(purchase, true);
    }

    private static Outcome otherOrder(Purchase same, PurchaseCommand.Wish wish) {
        return new Outcome.Rejected(
                ErrorCode.IDEMPOTENCY_CONFLICT,
                "the idempotency key was used for purchase " + same.id() + " of "
                        + same.order().quantity() + " x " + same.order().bundleId() + ", not of " + wish.quantity()
                        + " x "
                        + wish.bundleId() + "; take a new key for another order");
    }

    /** Whatever holds it back, the kill switch or an outage, may do so for days: what somebody wants goes first. */
    private static boolean givesWay(Draft draft, Purchase other, PurchaseCommand.Wish wish) {
        return other.kind() == Purchase.Kind.AUTO
                && other.state() == Purchase.State.CREATED
                && !draft.now().isBefore(other.createdAt().plus(FIRST_LOOK))
                && (wish.kind() != Purchase.Kind.CHECKOUT || !wish.separate());
    }

    private static Purchasing withoutUnsent(Draft draft, Purchasing state, PurchaseCommand.Wish wish) {
        Purchasing left = state;
        for (Purchase other : state.purchases()) {
            if (givesWay(draft, other, wish)) {
                PurchaseEnds.drop(draft, left, other);
                left = Objects.requireNonNull(draft.buying().state());
            }
        }
        return left;
    }

    /** A purchase that is under way and that a new one would add to, null when there is none. */
    private static @Nullable Purchase inTheWay(Draft draft, Purchasing state, PurchaseCommand.Wish wish) {
        Purchase page = null;
        for (Purchase other : state.purchases()) {
            if (givesWay(draft, other, wish)) {
                continue;
            }
            boolean charge = other.charging() && wish.kind() != Purchase.Kind.CHECKOUT;
            if (charge || (other.expected() && !wish.separate())) {
                return other;
            }
            page = other.open() && !other.expected() ? other : page;
        }
        return page;
    }

    private static boolean samePage(Purchase other, PurchaseCommand.Wish wish, Purchase.Order order) {
        return wish.kind() == Purchase.Kind.CHECKOUT
                && other.open()
                && !other.expected()
                && other.order().equals(order)
                && Objects.equals(other.attempt().fingerprint(), wish.page());
    }

    private Outcome send(Draft draft, Purchasing state, Purchase purchase, PurchaseCommand.SendPurchase command) {
        if (purchase.state() != Purchase.State.CREATED || purchase.kind() == Purchase.Kind.CHECKOUT) {
            return new Outcome.Purchased(purchase, false);
        }
        if (!wants(draft, purchase)) {
            return PurchaseEnds.drop(draft, state, purchase);
        }
        Purchase.Attempt attempt = new Purchase.Attempt(
                purchase.attempt().number(),
                command.customerId(),
                command.paymentMethodId(),
                command.description(),
                command.fingerprint(),
                draft.now());
        return changed(
                draft,
                purchase.with(attempt).in(Purchase.State.SENT, draft.now().plus(FIRST_LOOK)));
    }

    /** The last look before money is taken: much may have happened since the purchase was begun. */
    boolean wants(Draft draft, Purchase purchase) {
        Purchasing state = draft.buying().state();
        if (purchase.kind() != Purchase.Kind.AUTO) {
            return draft.now().isBefore(purchase.createdAt().plus(PATIENCE));
        }
        return state != null && stillWanted(draft, state, purchase);
    }

    private boolean stillWanted(Draft draft, Purchasing state, Purchase purchase) {
        AutoPurchase auto = state.auto();
        boolean allowed = auto != null
                && auto.enabled()
                && AutoPurchaseRules.covers(auto, state.spending(), purchase)
                && !AutoPurchaseRules.forbidden(state.breaker(), draft.subscription())
                && (draft.debt() == 0 || policy.purchases().autoWithDebt());
        boolean low =
                auto != null && (awaited(draft, purchase) || AutoPurchaseRules.metric(draft, auto) < auto.threshold());
        boolean other = state.purchases().stream()
                .anyMatch(one -> one.expected() && !one.id().equals(purchase.id()));
        return allowed && low && !other;
    }

    /** True while whoever was refused may still be waiting, and no other credits have come since. */
    private static boolean awaited(Draft draft, Purchase purchase) {
        return purchase.by().equals(AutoPurchaseRules.REFUSED)
                && draft.now().isBefore(purchase.createdAt().plus(PATIENCE))
                && draft.grants().stream().noneMatch(lot -> lot.startsAt().isAfter(purchase.createdAt()));
    }

    private Outcome progress(Draft draft, Purchase purchase, PurchaseCommand.PurchaseProgress command) {
        Instant known = purchase.payment().truthAt();
        boolean stale = known != null && command.truthAt().isBefore(known);
        // why not before it is sent: what is told then is of an attempt that was given up, and has no row any more
        boolean unsent = purchase.state() == Purchase.State.CREATED && purchase.kind() != Purchase.Kind.CHECKOUT;
        if (!purchase.open() || unsent || stale || !moves(purchase, command.state())) {
            return new Outcome.Purchased(purchase, false);
        }
        Instant look = look(draft, purchase, command.state());
        Purchase next = purchase.with(
                        purchase.payment().withPaymentId(command.paymentId()).asOf(command.truthAt()))
                .in(command.state(), look);
        boolean first = purchase.state() != command.state();
        if (first && command.state() == Purchase.State.ACTION_REQUIRED && purchase.kind() != Purchase.Kind.CHECKOUT) {
            draft.tell(PurchaseEnds.notice(
                    draft,
                    "purchase:" + purchase.id() + ":action:"
                            + purchase.attempt().number(),
                    Notification.Kind.PURCHASE_ACTION_REQUIRED,
                    PurchaseEnds.detail(purchase)));
        }
        draft.buying().put(next);
        return new Outcome.Purchased(next, first);
    }

    /** A page that waits for its customer does so whatever becomes of single tries to pay on it. */
    private static boolean moves(Purchase purchase, Purchase.State next) {
        boolean page = purchase.kind() == Purchase.Kind.CHECKOUT;
        return switch (next) {
            case PROCESSING, UNKNOWN -> true;
            case ACTION_REQUIRED -> !page || purchase.state() == Purchase.State.UNKNOWN;
            default -> false;
        };
    }

    private Instant look(Draft draft, Purchase purchase, Purchase.State next) {
        if (next == Purchase.State.PROCESSING) {
            return draft.now().plus(BANK_LOOK);
        }
        if (next == Purchase.State.ACTION_REQUIRED) {
            boolean waits = purchase.state() == next && purchase.dueAt() != null;
            Instant due = purchase.dueAt();
            return waits && due != null && due.isAfter(draft.now())
                    ? due
                    : draft.now().plus(policy.purchases().actionTime());
        }
        Instant sent = purchase.attempt().firstSentAt();
        Duration age = Duration.between(sent == null ? purchase.createdAt() : sent, draft.now());
        Duration pause = age.compareTo(FIRST_LOOK) < 0 ? FIRST_LOOK : age;
        return draft.now().plus(pause.compareTo(RAREST_LOOK) > 0 ? RAREST_LOOK : pause);
    }

    private Outcome page(Draft draft, Purchase purchase, PurchaseCommand.OpenPage command) {
        if (purchase.state() != Purchase.State.CREATED || purchase.kind() != Purchase.Kind.CHECKOUT) {
            return new Outcome.Purchased(purchase, false);
        }
        Purchase.Attempt begun = purchase.attempt();
        Purchase.Attempt shown = new Purchase.Attempt(
                begun.number(), command.customerId(), null, null, begun.fingerprint(), draft.now());
        return changed(
                draft,
                purchase.with(shown)
                        .with(purchase.payment().withSessionId(command.sessionId()))
                        .in(Purchase.State.ACTION_REQUIRED, command.expiresAt().plus(PAGE_LOOK)));
    }

    private static Outcome postpone(Draft draft, Purchase purchase, PurchaseCommand.PostponePurchase command) {
        if (!purchase.charging() || !isAt(purchase, command.from(), command.number())) {
            return new Outcome.Purchased(purchase, false);
        }
        Purchase.Attempt next = new Purchase.Attempt(command.number() + 1, null, null, null, null, null);
        return changed(draft, purchase.with(next).in(Purchase.State.CREATED, command.again()));
    }

    private static Outcome giveUp(
            Draft draft, Purchasing state, Purchase purchase, PurchaseCommand.GiveUpPurchase command) {
        if (!isAt(purchase, command.from(), command.number())) {
            return new Outcome.Purchased(purchase, false);
        }
        boolean page = purchase.kind() == Purchase.Kind.CHECKOUT;
        Purchase.State end = page ? Purchase.State.EXPIRED : Purchase.State.FAILED;
        return PurchaseEnds.fail(
                draft,
                page ? uncounted(draft, state, purchase) : state,
                purchase,
                new PurchaseCommand.FailPurchase(command.tenantId(), command.purchaseId(), null, end, command.why()));
    }

    /** A page that nobody has seen cannot have been used to try a stolen card, so it uses up no limit. */
    private static Purchasing uncounted(Draft draft, Purchasing state, Purchase page) {
        Spending now = state.spending().at(draft);
        boolean unseen = page.state() == Purchase.State.CREATED && now.isOfToday(page.createdAt());
        return unseen ? state.with(now.withOneLessBought()) : state;
    }

    /** True when nobody has done anything about the purchase since it was seen so. */
    private static boolean isAt(Purchase purchase, Purchase.State seen, int number) {
        return purchase.state() == seen && purchase.attempt().number() == number;
    }

    static Outcome changed(Draft draft, Purchase next) {
        draft.buying().put(next);
        return new Outcome.Purchased(next, true);
    }

    /** True when so much money is what was ordered. */
    static boolean isPriceOf(Purchase purchase, Money received) {
        return purchase.order().price().equals(received);
    }
}
