// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.GrantReceipt;
import java.time.Duration;

/** Chapters 4 and 5: working until the credits are used up, and what helps then. */
final class Working {
    private final Stage stage;
    private final Stripe stripe;
    private final Customer acme;

    Working(Stage stage, Stripe stripe) {
        this.stage = stage;
        this.stripe = stripe;
        acme = new Customer(stage);
    }

    void play() {
        usesTheMonthUp();
        isRefused();
    }

    private void usesTheMonthUp() {
        stripe.timePasses(Duration.ofDays(9));
        stage.chapter("Acme works until the month is used up");
        acme.post(7, "/campaigns?about=spring", 201);
        acme.post(9, "/emails?to=ann@example.com", 202);
        stage.balance(51, 0, "149 of 200 credits are used");
        stage.notices("none");
        acme.post("/emails?to=ann@example.com", 202);
        stage.balance(50, 0, "150 of 200 are used: 75 %");
        stage.notices("75 %");
        acme.postWithKey("/reports", "march-1", 200);
        acme.postWithKey("/reports", "march-2", 200);
        acme.postWithKey("/reports", "march-3", 200);
        stage.narrator().says("The answer got lost on the way, so Acme's program repeats the last request.");
        acme.postWithKey("/reports", "march-3", 200);
        stage.balance(20, 0, "180 of 200 are used: 90 %; the repeated report was charged once");
        stage.notices("90 %");
        acme.post("/campaigns?about=summer", 201);
        stage.balance(0, 0, "all 200 are used: 100 %");
        stage.notices("100 %");
    }

    private void isRefused() {
        stripe.timePasses(Duration.ofMinutes(5));
        stage.chapter("Acme is refused, and support helps out");
        acme.post("/campaigns?about=autumn", 402);
        stage.balance(0, 0, "too few credits: the campaign was never begun, and nothing is charged");
        GrantReceipt gift = stage.application()
                .billing()
                .admin()
                .gift(CreditGrant.bundle(Customer.TENANT, 25)
                        .idempotencyKey("ticket-4711")
                        .by("support", "made up for the outage in February"));
        stage.narrator().did("Support", "adds 25 bundle credits (key ticket-4711)", "grant " + gift.grantId());
        stage.balance(0, 25, "bundle credits stay until they are used");
        acme.post("/campaigns?about=autumn", 201);
        stage.balance(0, 5, "the plan's credits would go first; there are none, so the bundle pays the 20");
        stage.notices("none");
    }
}
