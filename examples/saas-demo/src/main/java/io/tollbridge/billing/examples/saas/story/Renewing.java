// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.account.Subscription;
import java.time.Duration;
import java.time.Instant;

/** Chapters 10 to 12: two renewals, with events in old words, twice, and in the wrong order. */
final class Renewing {
    /** Stripe keeps the invoice of a renewal as a draft for an hour before it takes the money. */
    private static final Duration PAYMENT_TAKES = Duration.ofMinutes(65);

    private final Stage stage;
    private final Stripe stripe;
    private final Customer acme;
    private final Webhooks webhooks;

    Renewing(Stage stage, Stripe stripe) {
        this.stage = stage;
        this.stripe = stripe;
        acme = new Customer(stage);
        webhooks = new Webhooks(stage, stripe);
    }

    void play() {
        renewsInApril();
        isToldAgain();
        renewsInMay();
    }

    private void renewsInApril() {
        stripe.timePassesUntil(endOfMonth(stage));
        stage.chapter("April: the subscription renews");
        stage.narrator()
                .says("This webhook endpoint was set up in 2020: Stripe still writes in the words of that year.");
        webhooks.arrive();
        stage.balance(0, 60, "the new month is not paid yet");
        stripe.timePasses(PAYMENT_TAKES);
        stage.narrator().says("An hour later Stripe charges the card.");
        webhooks.arrive();
        stage.balance(200, 60, "the paid month grants 200; the bundles rolled over");
        stage.notices("RENEWED");
    }

    private void isToldAgain() {
        stage.chapter("Stripe repeats itself");
        webhooks.comeAgain("invoice.paid");
        stage.balance(200, 60, "the same event again: it is in the inbox already");
        stage.notices("none");
        stage.narrator().says("Acme goes on working.");
        acme.post(2, "/campaigns?about=april", 201);
        stage.balance(160, 60, "2 campaigns at 20 credits");
    }

    private void renewsInMay() {
        Instant end = endOfMonth(stage);
        stripe.switchesNewEndpointOn();
        stripe.misbehaves();
        stripe.timePassesUntil(end.plus(PAYMENT_TAKES));
        stage.chapter("May: the events arrive twice and in the wrong order");
        stage.narrator()
                .says("The team moves to a new webhook endpoint. For a while both send, in words of 2020 and 2026.");
        stage.narrator().says("Stripe shuffles the events, repeats some, and tells some once more under another id.");
        stage.balance(160, 60, "no word of the renewal yet; what is left of April stays usable for 72 hours");
        webhooks.arrive();
        stage.balance(200, 60, "the 160 of April end, May grants 200: one paid month is granted once");
        stage.notices("RENEWED");
        stripe.behaves();
    }

    static Instant endOfMonth(Stage stage) {
        Instant end = stage.application()
                .billing()
                .subscriptions()
                .current(Customer.TENANT)
                .map(Subscription::periodEnd)
                .orElse(null);
        if (end == null) {
            throw new IllegalStateException("Acme has no subscription with a period");
        }
        return end;
    }
}
