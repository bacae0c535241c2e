// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.AutoPurchase;
import io.tollbridge.billing.account.Breaker;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.account.Spending;
import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Purchases for contract tests. */
final class PurchaseSamples {
    /** One bundle whenever fewer than 200 credits are left. */
    static final AutoPurchase WISH = new AutoPurchase(
            true,
            200,
            AutoPurchase.Mode.FIXED,
            "pack500",
            10,
            3,
            new Money(5_000, "usd"),
            AutoPurchase.Metric.SPENDABLE,
            new AutoPurchase.Consent("I agree", "user-1", Samples.later(0)));

    static final Money PRICE = Money.of(1000, "usd");
    private static final long MAX = Long.MAX_VALUE;

    private PurchaseSamples() {}

    /** A purchase on a page of which nothing more is known than it takes. */
    static Purchase bare(String id) {
        return of(id, Purchase.Kind.CHECKOUT, Purchase.State.CREATED, Purchase.Payment.NONE, null);
    }

    static Purchase of(String id, Purchase.Kind kind, Purchase.State state) {
        return of(id, kind, state, Purchase.Payment.NONE, null);
    }

    static Purchase of(
            String id, Purchase.Kind kind, Purchase.State state, Purchase.Payment payment, Purchase.@Nullable Cap cap) {
        return new Purchase(
                id,
                kind,
                state,
                new Purchase.Order("pack500", 1, 500, PRICE),
                Purchase.Attempt.FIRST,
                payment,
                cap,
                null,
                Attribution.NONE,
                Samples.T0,
                null);
    }

    /** The same, due at a time. */
    static Purchase due(Purchase one, Instant at) {
        return new Purchase(
                one.id(),
                one.kind(),
                one.state(),
                one.order(),
                one.attempt(),
                one.payment(),
                one.cap(),
                one.failure(),
                one.by(),
                one.createdAt(),
                at);
    }

    /** The same, made at a time. */
    static Purchase made(Purchase one, Instant at) {
        return new Purchase(
                one.id(),
                one.kind(),
                one.state(),
                one.order(),
                one.attempt(),
                one.payment(),
                one.cap(),
                one.failure(),
                one.by(),
                at,
                one.dueAt());
    }

    static Purchase.Payment paid(@Nullable String paymentId, @Nullable String sessionId) {
        return new Purchase.Payment(paymentId, sessionId, PRICE, 0, 0, 0, null, 7, 0);
    }

    static Purchase.Cap cap(String period, int number) {
        return new Purchase.Cap(period, number, 3, 1000L * number, 5000);
    }

    /** Every field with something in it, the largest where there is one. */
    static Purchase full(String id) {
        return new Purchase(
                id,
                Purchase.Kind.AUTO,
                Purchase.State.UNKNOWN,
                new Purchase.Order(Samples.longest('b'), MAX, MAX, new Money(MAX, "jpy")),
                new Purchase.Attempt(
                        Integer.MAX_VALUE,
                        Samples.longest('c'),
                        Samples.longest('p'),
                        "ü".repeat(500),
                        "f".repeat(64),
                        Samples.BEFORE_EPOCH),
                new Purchase.Payment(
                        Samples.longest('i'),
                        Samples.longest('s'),
                        new Money(MAX, "kwd"),
                        MAX,
                        MAX,
                        MAX,
                        Samples.LAST_YEAR_OF_SQL,
                        MAX,
                        MAX),
                new Purchase.Cap("slice:" + MAX, Integer.MAX_VALUE, Integer.MAX_VALUE, MAX, MAX),
                new Decline("card_declined", Samples.longest('r'), true, Samples.longest('f')),
                new Attribution(Samples.longest('a'), "why".repeat(600)),
                Samples.T0,
                Samples.later(9));
    }

    /** What is known of purchases, every field with something in it. */
    static Purchasing fullState() {
        return new Purchasing(
                Samples.longest('s'),
                MAX,
                new AutoPurchase(
                        true,
                        MAX,
                        AutoPurchase.Mode.CLOSE_GAP,
                        Samples.longest('b'),
                        MAX,
                        Integer.MAX_VALUE,
                        new Money(MAX, "jpy"),
                        AutoPurchase.Metric.SUBSCRIPTION_ONLY,
                        new AutoPurchase.Consent("text".repeat(500), Samples.longest('u'), Samples.later(1))),
                new Breaker(
                        Integer.MAX_VALUE,
                        Samples.later(2),
                        true,
                        Samples.longest('c'),
                        true,
                        Integer.MAX_VALUE,
                        true,
                        new Attribution("admin", "reason")),
                new Spending(
                        "slice:" + MAX,
                        Integer.MAX_VALUE,
                        MAX,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        LocalDate.of(9999, 12, 31),
                        Integer.MAX_VALUE),
                List.of());
    }
}
