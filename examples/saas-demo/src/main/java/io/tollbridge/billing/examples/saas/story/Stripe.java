// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import static java.nio.charset.StandardCharsets.UTF_8;

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
    private static final Map<String, String> EVENTS = Map.of(
            "enabled_events[0]", "customer.subscription.created",
            "enabled_events[1]", "customer.subscription.updated",
            "enabled_events[2]", "customer.subscription.deleted",
            "enabled_events[3]", "invoice.paid",
            "enabled_events[4]", "invoice.payment_succeeded");

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
        Map<String, String> form = new LinkedHashMap<>(EVENTS);
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
