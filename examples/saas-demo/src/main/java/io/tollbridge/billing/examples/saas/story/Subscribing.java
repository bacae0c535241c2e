// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.examples.saas.app.SaasCatalog;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Chapters 1 to 3: the free plan, the first work, the subscription. */
final class Subscribing {
    private final Stage stage;
    private final Customer acme;
    private final Stripe stripe;

    Subscribing(Stage stage) {
        this.stage = stage;
        acme = new Customer(stage);
        stripe = new Stripe(stage);
    }

    /** Returns the subscription as it is at Stripe afterwards. */
    StripeSubscription play() {
        signsUp();
        worksOnTheFreePlan();
        return subscribes();
    }

    private void signsUp() {
        stage.chapter("Acme signs up for the free plan");
        acme.post("/signups", 201);
        stage.balance(50, 0, "the free plan gives 50 credits a month, on a clock of its own, without Stripe");
    }

    private void worksOnTheFreePlan() {
        stage.timePasses(Duration.ofHours(2));
        stage.chapter("First work");
        acme.post(3, "/emails?to=ann@example.com", 202);
        stage.balance(47, 0, "3 e-mails at 1 credit");
        acme.post("/campaigns?about=toll-bridges", 201);
        stage.balance(27, 0, "1 campaign at 20 credits");
        acme.post("/campaigns?about=nothing", 500);
        stage.balance(27, 0, "the generator failed with an exception, and what failed is not charged");
    }

    private StripeSubscription subscribes() {
        stage.timePasses(Duration.ofDays(3));
        stage.chapter("Acme subscribes: 200 credits a month");
        stage.narrator().says("Acme has paid at Stripe. Stripe tells the application in two events.");
        Instant start = stage.now();
        StripeSubscription subscription = StripeSubscription.active(
                        "sub_acme", "cus_acme", SaasCatalog.STARTER_PRICE, start, oneMonthAfter(start))
                .tenant(Customer.TENANT);
        StripeEvents events = StripeEvents.in(ApiRendering.DAHLIA_2026_07_29);
        stripe.sends(events.subscriptionCreated(subscription, start), "");
        stage.balance(27, 0, "a subscription alone grants nothing: only a paid invoice does");
        stripe.sends(events.invoicePaid(StripeInvoice.first("in_march", subscription), start), "");
        stage.balance(200, 0, "the paid month grants 200; the 27 free credits ended, plans do not add up");
        stage.notices("none");
        return subscription;
    }

    static Instant oneMonthAfter(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).plusMonths(1).toInstant();
    }
}
