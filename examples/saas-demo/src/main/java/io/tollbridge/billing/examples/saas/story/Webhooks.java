// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.testkit.stripe.fake.WebhookAttempt;
import java.util.LinkedHashMap;
import java.util.Map;

/** What arrives at the application's webhook address: from Stripe, and from others. */
final class Webhooks {
    static final String PATH = "/webhooks/stripe";

    private final Stage stage;
    private final Stripe stripe;

    Webhooks(Stage stage, Stripe stripe) {
        this.stage = stage;
        this.stripe = stripe;
    }

    /** Stripe sends what it has to tell; ends when the worker is through with it. */
    void arrive() {
        Map<String, Integer> told = new LinkedHashMap<>();
        for (WebhookAttempt attempt : stripe.deliver()) {
            stage.checks().same("status of " + attempt.type(), "200", String.valueOf(attempt.status()));
            told.merge(attempt.type(), 1, Integer::sum);
        }
        stage.awaitWorker();
        told.forEach((type, times) -> stage.narrator()
                .did(
                        "Stripe",
                        type + (times == 1 ? "" : ", " + times + " times"),
                        times == 1 ? "200" : times + " x 200"));
        stage.checks().same("Stripe had something to tell", true, !told.isEmpty());
    }

    /** Stripe sends the newest event of a type once more: it is accepted, and not stored a second time. */
    void comeAgain(String type) {
        byte[] body = stripe.newest(type);
        long stored = stage.storedEvents();
        HttpAnswer answer = send("Stripe", type + " (again)", body, stripe.signature(body, stage.now()));
        stage.checks().same("status of " + type, 200, answer.status());
        stage.awaitWorker();
        stage.checks().same("events in the inbox", stored, stage.storedEvents());
    }

    /** A request that must be turned away. */
    void areRejected(String what, byte[] body, String signature) {
        HttpAnswer answer = send("Stranger", what, body, signature);
        stage.checks().same("status of " + what, 400, answer.status());
    }

    private HttpAnswer send(String who, String what, byte[] body, String signature) {
        HttpAnswer answer = stage.http()
                .post(
                        stage.application().address().resolve(PATH),
                        Map.of("Stripe-Signature", signature, "Content-Type", "application/json"),
                        body);
        stage.narrator().did(who, what, answer);
        return answer;
    }
}
