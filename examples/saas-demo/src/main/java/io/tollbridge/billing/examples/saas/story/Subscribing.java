// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import java.net.URI;
import java.time.Duration;

/** Chapters 1 to 3: the free plan, the first work, the subscription. */
final class Subscribing {
    private final Stage stage;
    private final Stripe stripe;
    private final Customer acme;
    private final Webhooks webhooks;

    Subscribing(Stage stage, Stripe stripe) {
        this.stage = stage;
        this.stripe = stripe;
        acme = new Customer(stage);
        webhooks = new Webhooks(stage, stripe);
    }

    void play() {
        signsUp();
        worksOnTheFreePlan();
        subscribes();
    }

    private void signsUp() {
        stage.chapter("Acme signs up for the free plan");
        acme.post("/signups", 201);
        stage.balance(50, 0, "the free plan gives 50 credits a month, on a clock of its own, without Stripe");
    }

    private void worksOnTheFreePlan() {
        stripe.timePasses(Duration.ofHours(2));
        stage.chapter("First work");
        acme.post(3, "/emails?to=ann@example.com", 202);
        stage.balance(47, 0, "3 e-mails at 1 credit");
        acme.post("/campaigns?about=toll-bridges", 201);
        stage.balance(27, 0, "1 campaign at 20 credits");
        acme.post("/campaigns?about=nothing", 500);
        stage.balance(27, 0, "the generator failed with an exception, and what failed is not charged");
    }

    private void subscribes() {
        stripe.timePasses(Duration.ofDays(3));
        stage.chapter("Acme subscribes: 200 credits a month");
        stage.narrator().says("The application makes Acme a customer at Stripe, once, and opens a Checkout page.");
        URI page = acme.opens("/subscriptions", "first-try");
        URI samePage = acme.opens("/subscriptions", "first-try");
        stage.checks().same("the page of the repeated request", page, samePage);
        stage.balance(27, 0, "the request came twice, with one key: one customer, one page, nothing granted");
        acme.pays(page, "a card that is declined", "pm_card_chargeDeclined", 200);
        stage.balance(27, 0, "the page stays open for another card");
        acme.pays(page, "a good card", "pm_card_visa", 303);
        stage.balance(27, 0, "coming back from the page proves nothing: only Stripe's webhook does");
        webhooks.arrive();
        stage.balance(200, 0, "the paid month grants 200; the 27 free credits ended, plans do not add up");
        stage.notices("none");
    }
}
