// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollbridge.billing.examples.saas.app.SaasCatalog;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import java.time.Duration;
import java.time.Instant;

/** Chapters 9 and 10: somebody forges events, and the program stops. */
final class Trouble {
    private final Stage stage;
    private final Customer acme;
    private final Stripe stripe;

    Trouble(Stage stage) {
        this.stage = stage;
        acme = new Customer(stage);
        stripe = new Stripe(stage);
    }

    void play(StripeEvent lastPayment) throws Exception {
        isForged(lastPayment);
        restarts(lastPayment);
    }

    private void isForged(StripeEvent genuine) {
        stage.chapter("A stranger tries to get credits for nothing");
        long before = stage.storedEvents();
        StripeEvent invented = invented();
        stripe.isRejected(
                "an invented invoice.paid, secret guessed",
                invented.body(),
                WebhookSigner.of("whsec_guessed").header(invented, stage.now()));
        byte[] changed = genuine.json().replace("in_may", "in_june").getBytes(UTF_8);
        stripe.isRejected("a genuine event, changed on its way", changed, stripe.signature(genuine, stage.now()));
        Instant anHourAgo = stage.now().minus(Duration.ofHours(1));
        stripe.isRejected("a genuine request, an hour old", genuine.body(), stripe.signature(genuine, anHourAgo));
        stage.checks().same("stored events", before, stage.storedEvents());
        stage.balance(200, 5, "nothing of it was stored, so nothing of it can be processed");
    }

    private StripeEvent invented() {
        Instant start = stage.now();
        StripeSubscription subscription = StripeSubscription.active(
                        "sub_no", "cus_acme", SaasCatalog.STARTER_PRICE, start, Subscribing.oneMonthAfter(start))
                .tenant(Customer.TENANT);
        return StripeEvents.in(ApiRendering.DAHLIA_2026_07_29)
                .idPrefix("evt_no_")
                .invoicePaid(StripeInvoice.first("in_no", subscription), start);
    }

    private void restarts(StripeEvent lastPayment) throws Exception {
        stage.timePasses(Duration.ofMinutes(30));
        stage.chapter("The program stops and starts again");
        acme.postWithKey("/reports", "may-1", 200);
        stage.balance(190, 5, "1 report at 10 credits");
        stage.restart();
        stage.narrator().says("Web server, worker and database were closed and opened again on the same H2 file.");
        stage.balance(190, 5, "everything was in the database");
        acme.postWithKey("/reports", "may-1", 200);
        stripe.repeats(lastPayment);
        stage.balance(190, 5, "neither the repeated report nor the repeated payment counts twice, restart or not");
    }
}
