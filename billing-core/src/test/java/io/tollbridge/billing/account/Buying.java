// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.Money;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Purchases of a story, in words. */
final class Buying {
    static final Money PRICE = Money.of(1000, "usd");
    static final AutoPurchase WISH = new AutoPurchase(
            true,
            200,
            AutoPurchase.Mode.FIXED,
            "pack500",
            10,
            3,
            Money.of(5000, "usd"),
            AutoPurchase.Metric.SPENDABLE,
            new AutoPurchase.Consent("I agree", "user-1", Story.T0));
    static final Decline SOFT = new Decline("card_declined", "insufficient_funds", false, "fp_1");
    static final Decline HARD = new Decline("card_declined", "stolen_card", true, "fp_1");

    private final Story story;
    private int ids;

    Buying(Story story) {
        this.story = story;
    }

    static AutoPurchase closeGap(long threshold, long most) {
        return new AutoPurchase(
                true,
                threshold,
                AutoPurchase.Mode.CLOSE_GAP,
                "pack500",
                most,
                WISH.mostPurchases(),
                WISH.mostMoney(),
                WISH.metric(),
                WISH.consent());
    }

    static AutoPurchase subscriptionOnly() {
        return new AutoPurchase(
                true,
                200,
                WISH.mode(),
                WISH.bundleId(),
                10,
                3,
                WISH.mostMoney(),
                AutoPurchase.Metric.SUBSCRIPTION_ONLY,
                WISH.consent());
    }

    static AutoPurchase atMost(int purchases, long minorUnits) {
        return new AutoPurchase(
                true,
                200,
                WISH.mode(),
                WISH.bundleId(),
                10,
                purchases,
                Money.of(minorUnits, "usd"),
                WISH.metric(),
                WISH.consent());
    }

    Outcome configure(AutoPurchase wish) {
        return story.does(new PurchaseCommand.Configure(Story.TENANT, wish, "seed"));
    }

    Outcome request(Purchase.Kind kind, String bundle, long quantity) {
        return request(kind, bundle, quantity, false);
    }

    Outcome request(Purchase.Kind kind, String bundle, long quantity, boolean separate) {
        return story.does(new PurchaseCommand.RequestPurchase(
                Story.TENANT,
                "p" + ++ids,
                new PurchaseCommand.Wish(kind, bundle, quantity, separate, Attribution.NONE),
                "seed"));
    }

    Outcome send(Purchase purchase) {
        return story.does(new PurchaseCommand.SendPurchase(
                Story.TENANT, purchase.id(), "cus_1", "pm_1", "500 credits", "fingerprint"));
    }

    Outcome progress(Purchase purchase, Purchase.State state, String paymentId) {
        return progress(purchase, state, paymentId, story.now());
    }

    Outcome progress(Purchase purchase, Purchase.State state, String paymentId, Instant asked) {
        return story.does(new PurchaseCommand.PurchaseProgress(Story.TENANT, purchase.id(), state, paymentId, asked));
    }

    Outcome complete(Purchase purchase, String paymentId, String customer, Money money) {
        return story.does(new PurchaseCommand.CompletePurchase(
                Story.TENANT, purchase.id(), paymentId, customer, money, story.now()));
    }

    Outcome paid(Purchase purchase) {
        return complete(
                purchase, "pi_" + purchase.id(), "cus_1", purchase.order().price());
    }

    Outcome fail(Purchase purchase, Purchase.State end, Decline why) {
        return story.does(new PurchaseCommand.FailPurchase(Story.TENANT, purchase.id(), "pi_x", end, why));
    }

    Purchasing state() {
        return requireNonNull(story.account().purchasing());
    }

    Breaker breaker() {
        return state().breaker();
    }

    Spending spending() {
        return state().spending();
    }

    List<Purchase> all() {
        Purchasing state = story.account().purchasing();
        return state == null
                ? List.of()
                : state.purchases().stream()
                        .sorted(Comparator.comparing(Purchase::createdAt).thenComparing(Purchase::id))
                        .toList();
    }

    Purchase last() {
        return all().get(all().size() - 1);
    }

    Purchase now(Purchase purchase) {
        return requireNonNull(state().purchase(purchase.id()));
    }

    /** The newest purchase, sent and failed. */
    void declined(Decline why) {
        Purchase purchase = last();
        send(purchase);
        fail(purchase, Purchase.State.FAILED, why);
    }
}
