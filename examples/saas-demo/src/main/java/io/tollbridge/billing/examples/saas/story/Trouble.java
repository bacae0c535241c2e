// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import java.time.Duration;
import java.time.Instant;

/** Chapters 13 and 14: somebody forges events, and the program stops. */
final class Trouble {
    private final Stage stage;
    private final Stripe stripe;
    private final Customer acme;
    private final Webhooks webhooks;

    Trouble(Stage stage, Stripe stripe) {
        this.stage = stage;
        this.stripe = stripe;
        acme = new Customer(stage);
        webhooks = new Webhooks(stage, stripe);
    }

    void play() throws Exception {
        isForged();
        restarts();
    }

    private void isForged() {
        stage.chapter("A stranger tries to get credits for nothing");
        long before = stage.storedEvents();
        byte[] genuine = stripe.newest("invoice.paid");
        byte[] invented =
                new String(genuine, UTF_8).replace("\"evt_", "\"evt_no").getBytes(UTF_8);
        webhooks.areRejected(
                "an invented invoice.paid, secret guessed",
                invented,
                WebhookSigner.of("whsec_guessed").header(invented, stage.now()));
        webhooks.areRejected("a genuine event, changed on its way", invented, stripe.signature(genuine, stage.now()));
        Instant anHourAgo = stage.now().minus(Duration.ofHours(1));
        webhooks.areRejected("a genuine request, an hour old", genuine, stripe.signature(genuine, anHourAgo));
        stage.checks().same("stored events", before, stage.storedEvents());
        stage.balance(200, 60, "nothing of it was stored, so nothing of it can be processed");
    }

    private void restarts() throws Exception {
        stripe.timePasses(Duration.ofMinutes(30));
        stage.chapter("The program stops and starts again");
        acme.postWithKey("/reports", "may-1", 200);
        stage.balance(190, 60, "1 report at 10 credits");
        stage.restart();
        stripe.sendsTo(stage.application().address().resolve(Webhooks.PATH));
        stage.narrator().says("Web server, worker and database were closed and opened again on the same H2 file.");
        stage.balance(190, 60, "everything was in the database");
        acme.postWithKey("/reports", "may-1", 200);
        webhooks.comeAgain("invoice.paid");
        stage.balance(190, 60, "neither the repeated report nor the repeated payment counts twice, restart or not");
    }
}
