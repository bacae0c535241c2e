// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import java.time.Instant;
import java.util.Map;

/** Stripe's side of the story: sends signed events to the webhook endpoint, over HTTP. */
final class Stripe {
    static final String WEBHOOK_SECRET = "whsec_of_the_demo";
    private static final String ENDPOINT = "/webhooks/stripe";

    private final Stage stage;
    private final WebhookSigner signer = WebhookSigner.of(WEBHOOK_SECRET);

    Stripe(Stage stage) {
        this.stage = stage;
    }

    /** Sends an event, told with a remark, and waits until the worker is through with it. */
    void sends(StripeEvent event, String remark) {
        HttpAnswer answer = deliver(
                "Stripe", (event.type() + " " + remark).strip(), event.body(), signer.header(event, stage.now()));
        stage.checks().same("status of " + event.type(), 200, answer.status());
        stage.awaitWorker();
    }

    /** Sends an event that was sent before: it is accepted, and not stored a second time. */
    void repeats(StripeEvent event) {
        long stored = stage.storedEvents();
        sends(event, "(again)");
        stage.checks().same("events in the inbox", stored, stage.storedEvents());
    }

    /** Sends a request that must be turned away. */
    void isRejected(String what, byte[] body, String signature) {
        HttpAnswer answer = deliver("Stranger", what, body, signature);
        stage.checks().same("status of " + what, 400, answer.status());
    }

    String signature(StripeEvent event, Instant at) {
        return signer.header(event, at);
    }

    private HttpAnswer deliver(String who, String what, byte[] body, String signature) {
        HttpAnswer answer = stage.http()
                .post(
                        stage.application().address().resolve(ENDPOINT),
                        Map.of("Stripe-Signature", signature, "Content-Type", "application/json"),
                        body);
        stage.narrator().did(who, what, answer);
        return answer;
    }
}
