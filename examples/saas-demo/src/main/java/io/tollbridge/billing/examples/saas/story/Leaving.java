// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import java.net.URI;
import java.time.Duration;

/** Chapter 15: the customer portal, a cancellation, and the end of the paid month. */
final class Leaving {
    private final Stage stage;
    private final Stripe stripe;
    private final Customer acme;
    private final Webhooks webhooks;

    Leaving(Stage stage, Stripe stripe) {
        this.stage = stage;
        this.stripe = stripe;
        acme = new Customer(stage);
        webhooks = new Webhooks(stage, stripe);
    }

    void play() {
        stripe.timePasses(Duration.ofDays(10));
        stage.chapter("Acme leaves at the end of the month");
        URI portal = acme.opens("/portal", "");
        acme.looksAt(portal);
        stage.narrator().says("Cards, invoices and plans are Stripe's pages. Acme cancels in the application itself.");
        acme.postWithKey("/cancellations", "may", 200);
        webhooks.arrive();
        stage.balance(190, 60, "the month is paid, so its credits stay until it ends");
        stage.notices("CANCEL_SCHEDULED");
        stripe.timePassesUntil(Renewing.endOfMonth(stage));
        webhooks.arrive();
        stage.balance(0, 60, "June was not paid; bundle credits are Acme's to keep");
        acme.post("/emails?to=ann@example.com", 202);
        stage.balance(0, 59, "1 e-mail, paid by the bundle");
    }
}
