// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import java.net.URI;
import java.time.Duration;

/** Chapters 6 and 7: credits that are bought by themselves, and a card that is refused. */
final class Buying {
    private final Stage stage;
    private final Stripe stripe;
    private final Customer acme;
    private final Webhooks webhooks;

    Buying(Stage stage, Stripe stripe) {
        this.stage = stage;
        this.stripe = stripe;
        acme = new Customer(stage);
        webhooks = new Webhooks(stage, stripe);
    }

    void play() {
        buysByItself();
        isDeclined();
    }

    private void buysByItself() {
        stripe.timePasses(Duration.ofHours(1));
        stage.chapter("Credits are bought by themselves");
        acme.agrees("/automatic-purchases");
        stage.balance(0, 5, "agreeing buys nothing; the next use looks at what is left");
        acme.post("/emails?to=ann@example.com", 202);
        stage.awaitCharges();
        stage.narrator().says("4 are left, fewer than 50. The e-mail was sent at once; the card was charged after it.");
        stage.balance(0, 104, "the saved card paid 10.00 USD for 100 credits");
        webhooks.arrive();
        stage.balance(0, 104, "the webhook tells of the same payment, and finds it done");
        stage.notices("AUTO_PURCHASED");
    }

    private void isDeclined() {
        stripe.timePasses(Duration.ofDays(5));
        stripe.cardIsReportedLost();
        stage.chapter("The card is refused, and Acme mends it");
        acme.post(3, "/campaigns?about=easter", 201);
        stage.awaitCharges();
        stage.balance(0, 44, "3 campaigns at 20 credits; more were to be bought, but the bank refused: a lost card");
        stage.notices("AUTO_PURCHASE_FAILED");
        int asked = stripe.chargesAskedFor();
        acme.post("/emails?to=ann@example.com", 202);
        stage.awaitCharges();
        stage.checks().same("charges of a card that was lost", asked, stripe.chargesAskedFor());
        stage.balance(0, 43, "what is left can be used, and the refused card is not tried again");
        URI portal = acme.opens("/portal", "");
        acme.choosesCard(portal, "another card", "pm_card_mastercard");
        acme.post("/portal/returns", 200);
        acme.post("/emails?to=ann@example.com", 202);
        stage.awaitCharges();
        stage.balance(0, 142, "42 were left, and the new card paid for 100 more");
        webhooks.arrive();
        stage.notices("AUTO_PURCHASED");
    }
}
