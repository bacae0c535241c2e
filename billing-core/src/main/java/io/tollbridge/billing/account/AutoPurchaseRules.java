// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.payment.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When bundles are bought by themselves, and how many (R16). */
final class AutoPurchaseRules {
    /** Credits ran low. */
    static final Attribution LOW = new Attribution("auto-purchase", "credits ran low");
    /** There were too few for what was wanted. */
    static final Attribution REFUSED = new Attribution("auto-purchase", "credits did not suffice");

    private final Catalog catalog;
    private final CreditPolicy policy;

    AutoPurchaseRules(Catalog catalog, CreditPolicy policy) {
        this.catalog = catalog;
        this.policy = policy;
    }

    /** True when a command is one after which it is looked at whether credits have run low. */
    static boolean follows(Command command) {
        return command instanceof Command.Deduct
                || command instanceof Command.PlaceHold
                || command instanceof Command.Capture
                || command instanceof PurchaseCommand.Check;
    }

    /**
     * Begins a purchase when credits have run low, or did not suffice, and nothing stands in the way.
     *
     * @param subscriptionBefore subscription credits before the command
     * @param refused true when there were too few credits for what was wanted
     */
    void look(Draft draft, long subscriptionBefore, boolean refused) {
        Purchasing state = draft.buying().state();
        AutoPurchase auto = state == null ? null : state.auto();
        if (state == null || auto == null || !auto.enabled() || forbidden(state.breaker(), draft.subscription())) {
            return;
        }
        if (state.purchases().stream().anyMatch(Purchase::expected)) {
            return;
        }
        Purchasing current = unlatched(draft, state, auto, subscriptionBefore);
        // why the period too: counts of a period that is over would tell that all is used up
        current = current.with(current.spending().at(draft));
        boolean wanted = metric(draft, auto) < auto.threshold() || (refused && helps(draft));
        if (!wanted || current.breaker().latched() || (quiet(draft) && !refused)) {
            keep(draft, state, current);
            return;
        }
        begin(draft, current, auto, refused ? REFUSED : LOW);
    }

    /** True when somebody has decided that nothing is bought, or money of the tenant's is in dispute. */
    static boolean forbidden(Breaker breaker, @Nullable Subscription subscription) {
        return breaker.stopped() != null
                || breaker.disputes() > 0
                || breaker.disputeLocked()
                || (subscription != null && subscription.disputed());
    }

    /** Keeps a latch that has come off; counts alone are not worth writing. */
    private static void keep(Draft draft, Purchasing before, Purchasing after) {
        if (!before.breaker().equals(after.breaker())) {
            draft.buying().state(before.with(after.breaker()));
        }
    }

    /** The latch comes off when the subscription's credits are there again, or the bundles run low too. */
    private static Purchasing unlatched(Draft draft, Purchasing state, AutoPurchase auto, long subscriptionBefore) {
        Breaker breaker = state.breaker();
        Slice slice = draft.slice();
        long subscription = Math.max(subscriptionBefore, slice == null ? 0 : slice.remaining());
        boolean off = breaker.latched()
                && (subscription >= auto.threshold() || draft.balance(Pool.BUNDLE) < auto.threshold());
        return off ? state.with(breaker.withLatched(false)) : state;
    }

    /** What is compared with the threshold; there are no other purchases that are expected. */
    static long metric(Draft draft, AutoPurchase auto) {
        return auto.metric() == AutoPurchase.Metric.SUBSCRIPTION_ONLY
                ? draft.balance(Pool.SUBSCRIPTION)
                : draft.spendable();
    }

    /** False when bundle credits could not be spent anyway (R9). */
    private static boolean helps(Draft draft) {
        return ConsumptionRules.usable(draft) == draft.spendable();
    }

    private boolean quiet(Draft draft) {
        Slice slice = draft.slice();
        Subscription subscription = draft.subscription();
        return slice != null
                && subscription != null
                && subscription.id().equals(slice.subscriptionId())
                && subscription.status().opensSlices()
                && !draft.now().isBefore(slice.end())
                && draft.now().isBefore(slice.end().plus(policy.purchases().quietTime()));
    }

    private void begin(Draft draft, Purchasing state, AutoPurchase auto, Attribution why) {
        Breaker breaker = state.breaker();
        Instant next = breaker.nextAttemptAt();
        if (breaker.suspended()) {
            if (breaker.cardFingerprint() == null && breaker.failures() == 0) {
                draft.buying().state(told(draft, state, Told.NO_PAYMENT_METHOD));
            }
            return;
        }
        if (next != null && draft.now().isBefore(next)) {
            return;
        }
        if (draft.debt() > 0 && !policy.purchases().autoWithDebt()) {
            draft.buying().state(told(draft, state, Told.DEBT));
            return;
        }
        Bundle bundle = sellable(catalog, auto);
        if (bundle == null || !helps(draft)) {
            draft.buying().state(bundle == null ? told(draft, state, Told.CONFIGURATION) : state);
            return;
        }
        Purchase.Order order = order(bundle, quantity(draft, auto, bundle));
        Spending spending = state.spending();
        int number = spending.automatic() + 1;
        Long money = sum(spending.minorUnits(), order.price().minorUnits());
        if (number > auto.mostPurchases()
                || money == null
                || money > auto.mostMoney().minorUnits()
                || !LotRules.fits(draft, order.credits())) {
            draft.buying().state(told(draft, state, Told.CAP));
            return;
        }
        long id = state.lastNumber() + 1;
        draft.buying()
                .state(state.withLastNumber(id)
                        .with(spending.withAutomatic(number, money))
                        .with(breaker.withLatched(auto.metric() == AutoPurchase.Metric.SUBSCRIPTION_ONLY)));
        draft.buying()
                .put(new Purchase(
                        state.seed() + "-" + id,
                        Purchase.Kind.AUTO,
                        Purchase.State.CREATED,
                        order,
                        Purchase.Attempt.FIRST,
                        Purchase.Payment.NONE,
                        new Purchase.Cap(
                                spending.period(),
                                number,
                                auto.mostPurchases(),
                                money,
                                auto.mostMoney().minorUnits()),
                        null,
                        why,
                        draft.now(),
                        draft.now()));
    }

    /** The bundle that is to be bought, null when the catalog does not sell it so any more. */
    static @Nullable Bundle sellable(Catalog catalog, AutoPurchase auto) {
        Bundle bundle = catalog.bundle(auto.bundleId()).orElse(null);
        boolean sells = bundle != null
                && bundle.priceMinor() > 0
                && auto.mostMoney().currency().equals(bundle.currency())
                && (auto.mode() == AutoPurchase.Mode.CLOSE_GAP || bundle.credits() >= auto.threshold());
        return sells ? bundle : null;
    }

    /** True when what is agreed to now allows a purchase that was begun, maybe when something else was agreed to. */
    static boolean covers(AutoPurchase auto, Spending spending, Purchase purchase) {
        Purchase.Order order = purchase.order();
        Purchase.Cap cap = purchase.cap();
        if (cap == null
                || !order.bundleId().equals(auto.bundleId())
                || !order.price().currency().equals(auto.mostMoney().currency())
                || order.quantity() > (auto.mode() == AutoPurchase.Mode.FIXED ? 1 : auto.mostBundles())) {
            return false;
        }
        // why the counts and not its own number: money may have come since for one that had been given up
        boolean counted = cap.period().equals(spending.period());
        int number = counted ? spending.automatic() : cap.number();
        long money = counted ? spending.minorUnits() : cap.minorUnits();
        return number <= auto.mostPurchases() && money <= auto.mostMoney().minorUnits();
    }

    private static long quantity(Draft draft, AutoPurchase auto, Bundle bundle) {
        if (auto.mode() == AutoPurchase.Mode.FIXED) {
            return 1;
        }
        long gap = Math.max(1, auto.threshold() - metric(draft, auto));
        long bundles = gap / bundle.credits() + (gap % bundle.credits() == 0 ? 0 : 1);
        long payable = Long.MAX_VALUE / Math.max(bundle.credits(), bundle.priceMinor());
        return Math.min(Math.min(bundles, auto.mostBundles()), payable);
    }

    /** What so many bundles hold and cost. The caller has made sure that it fits. */
    static Purchase.Order order(Bundle bundle, long quantity) {
        String currency = bundle.currency();
        if (currency == null) {
            throw new IllegalArgumentException("bundle " + bundle.id() + " has no price");
        }
        return new Purchase.Order(
                bundle.id(),
                quantity,
                Math.multiplyExact(bundle.credits(), quantity),
                Money.of(Math.multiplyExact(bundle.priceMinor(), quantity), currency));
    }

    /** The sum, null when it does not fit. */
    private static @Nullable Long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? null : (Long) (a + b);
    }

    /** What a tenant is told once in a period. */
    private enum Told {
        CAP(1, Notification.Kind.PURCHASE_CAP_REACHED, "the most that was agreed to is bought"),
        DEBT(2, Notification.Kind.AUTO_PURCHASE_FAILED, "DEBT"),
        CONFIGURATION(4, Notification.Kind.AUTO_PURCHASE_FAILED, "CONFIGURATION"),
        NO_PAYMENT_METHOD(8, Notification.Kind.AUTO_PURCHASE_FAILED, PurchaseRules.NO_PAYMENT_METHOD);

        private final int bit;
        private final Notification.Kind kind;
        private final String detail;

        Told(int bit, Notification.Kind kind, String detail) {
            this.bit = bit;
            this.kind = kind;
            this.detail = detail;
        }
    }

    private static Purchasing told(Draft draft, Purchasing state, Told what) {
        Spending spending = state.spending();
        if ((spending.told() & what.bit) != 0) {
            return state;
        }
        draft.tell(new Notification(
                "auto-purchase:" + what.name() + ":" + spending.period(),
                what.kind,
                Notification.Status.PENDING,
                0,
                List.of(),
                what.detail,
                draft.now()));
        return state.with(spending.withTold(spending.told() | what.bit));
    }

    /** Takes note that the tenant was told of a missing means of payment in this period. */
    static Purchasing noteNoPaymentMethod(Draft draft, Purchasing state) {
        return told(draft, state.with(state.spending().at(draft)), Told.NO_PAYMENT_METHOD);
    }
}
