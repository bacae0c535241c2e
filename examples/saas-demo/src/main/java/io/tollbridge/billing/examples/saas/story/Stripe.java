// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.tollbridge.billing.examples.saas.app.StripeAccess;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.testkit.stripe.fake.WebhookAttempt;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fake Stripe, and the application's account there: a price and two webhook endpoints. */
final class Stripe implements AutoCloseable {
    private static final Instant BEGIN = Instant.parse("2026-03-01T09:00:00Z");
    private static final String NOT_YET = "https://saas.example.com/not-yet";
    private static final List<String> EVENTS = List.of(
            "customer.subscription.created",
            "customer.subscription.updated",
            "customer.subscription.deleted",
            "invoice.paid",
            "invoice.payment_succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed",
            "charge.refunded",
            "charge.dispute.created",
            "charge.dispute.closed");

    private final FakeStripe fake = FakeStripe.start(() -> BEGIN);
    private final HttpSender http = new HttpSender();
    private final StripeApi api = new StripeApi(http, fake.apiBase(), fake.key());
    private final JsonObject oldEndpoint = endpoint(ApiRendering.PRE_BASIL_2020_08_27);
    private final JsonObject newEndpoint = endpoint(ApiRendering.DAHLIA_2026_07_29);
    private final String price = api.starterPrice();

    Stripe() {
        // told by hand, so that the story is the same each time
        fake.webhooks().byHand();
        api.post("/v1/webhook_endpoints/" + text(newEndpoint, "id"), Map.of("disabled", "true"));
    }

    private JsonObject endpoint(ApiRendering words) {
        Map<String, String> form = new LinkedHashMap<>();
        for (int i = 0; i < EVENTS.size(); i++) {
            form.put("enabled_events[" + i + "]", EVENTS.get(i));
        }
        form.put("url", NOT_YET);
        form.put("api_version", words.version());
        return api.post("/v1/webhook_endpoints", form);
    }

    /** What the application must know. */
    StripeAccess access() {
        return new StripeAccess(fake.key(), fake.apiBase(), List.of(secret(), text(newEndpoint, "secret")), price);
    }

    /** The time is Stripe's: the application gets it from here. */
    InstantSource clock() {
        return fake.clock();
    }

    void timePasses(Duration time) {
        fake.clock().advance(time);
    }

    void timePassesUntil(Instant instant) {
        fake.clock().advanceTo(instant);
    }

    /** Has both endpoints lead to the application, which has another port after each start. */
    void sendsTo(URI webhooks) {
        for (JsonObject endpoint : List.of(oldEndpoint, newEndpoint)) {
            api.post("/v1/webhook_endpoints/" + text(endpoint, "id"), Map.of("url", webhooks.toString()));
        }
    }

    /** From now on each event is also sent in the words of 2026. */
    void switchesNewEndpointOn() {
        api.post("/v1/webhook_endpoints/" + text(newEndpoint, "id"), Map.of("disabled", "false"));
    }

    /** From now on events come in any order, some twice, and some with a twin that has another id. */
    void misbehaves() {
        fake.webhooks().chaos().shuffled().duplicates(50).twins(50);
    }

    void behaves() {
        fake.webhooks().chaos().off();
    }

    /** Sends what is to be sent to the application, signed, and returns how that went. */
    List<WebhookAttempt> deliver() {
        int before = fake.webhooks().attempts().size();
        fake.webhooks().deliver();
        List<WebhookAttempt> all = fake.webhooks().attempts();
        return all.subList(before, all.size());
    }

    /** The newest event of a type, as {@code stripe events resend} would send it. */
    byte[] newest(String type) {
        return api.get("/v1/events?limit=1&type=" + type)
                .getAsJsonArray("data")
                .get(0)
                .toString()
                .getBytes(UTF_8);
    }

    /** What the first endpoint's secret makes of a body at a time. */
    String signature(byte[] body, Instant at) {
        return WebhookSigner.of(secret()).header(body, at);
    }

    /** Acme's bank refuses the next charge, for good: the card was reported lost. */
    void cardIsReportedLost() {
        fake.control().declineNextCharges(1, "lost_card");
    }

    /** How often the application has asked for money without a page. */
    int chargesAskedFor() {
        return fake.requests().to("POST /v1/payment_intents").size();
    }

    /** Gives money of a payment back, as people do in Stripe's dashboard. */
    void refunds(String payment, long minorUnits) {
        api.post("/v1/refunds", Map.of("payment_intent", payment, "amount", Long.toString(minorUnits)));
    }

    /** The customer's bank takes a payment back; returns the dispute's id. */
    String isDisputed(String payment) {
        return fake.control().openDispute(text(api.get("/v1/payment_intents/" + payment), "latest_charge"));
    }

    /** The bank decides for the application, and the money comes back. */
    void decidesForUs(String dispute) {
        fake.control().winDispute(dispute);
    }

    /** What was taken and what was given back, in minor units, as Stripe itself lists it. */
    Till till() {
        long taken = 0;
        long givenBack = 0;
        for (JsonElement one : api.get("/v1/charges?limit=100").getAsJsonArray("data")) {
            JsonObject charge = one.getAsJsonObject();
            taken += charge.get("amount_captured").getAsLong();
            givenBack += charge.get("amount_refunded").getAsLong();
        }
        return new Till(taken, givenBack);
    }

    /** Money at Stripe, in minor units. */
    record Till(long taken, long givenBack) {}

    private String secret() {
        return text(oldEndpoint, "secret");
    }

    private static String text(JsonObject json, String name) {
        return json.get(name).getAsString();
    }

    @Override
    public void close() {
        http.close();
        fake.close();
    }
}
