// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.servlet.JettyServer;
import io.tollbridge.billing.servlet.Server;
import io.tollbridge.billing.servlet.WebhookServlet;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.testkit.stripe.fake.WebhookAttempt;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A host: a service with an API key, behind the webhook servlet on Jetty, and a fake Stripe that delivers to it over
 * HTTP when it is told to. Both live in the fake's time.
 */
final class Installation implements AutoCloseable {
    private static final String NOT_YET = "http://127.0.0.1:9/not-yet";

    final FakeStripe stripe;
    final StripeAccount account;
    final Sold sold;
    final BillingService billing;
    private final Server server;
    private final URI address;
    private final String secret;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> brought = new HashSet<>();

    private Installation(FakeStripe stripe, BillingStore store, CreditPolicy policy) {
        this.stripe = stripe;
        account = new StripeAccount(stripe);
        sold = Sold.at(account);
        secret = stripe.webhooks().byHand().endpoint(NOT_YET);
        StripeSettings.Builder settings =
                StripeSettings.builder().webhookSecret(secret).livemode(false);
        billing = sold.service(store, sold.withKey(settings, stripe), policy, stripe.clock());
        server = JettyServer.launch(
                "",
                context -> context.addServlet("stripe", new WebhookServlet(billing.webhooks()))
                        .addMapping("/webhooks/stripe"));
        address = URI.create("http://127.0.0.1:" + server.port() + "/webhooks/stripe");
        JsonObject endpoint = account.get("/v1/webhook_endpoints")
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject();
        account.post("/v1/webhook_endpoints/" + StripeAccount.id(endpoint), "url=" + address);
    }

    static Installation start(BillingStore store, Instant at, CreditPolicy policy, ApiRendering rendering) {
        return new Installation(FakeStripe.start(1, () -> at, rendering), store, policy);
    }

    /** Subscribes a customer; the subscription's id. */
    String subscribe(String customer, String price, String... more) {
        List<String> fields = new ArrayList<>(List.of(more));
        fields.add("customer=" + customer);
        fields.add("items[0][price]=" + price);
        return StripeAccount.id(account.post("/v1/subscriptions", fields.toArray(String[]::new)));
    }

    /** Everything comes to rest: what is delivered, and what comes of it. */
    void settle() {
        int steps;
        do {
            steps = deliver();
        } while (steps > 0);
    }

    /** Stripe delivers everything that is due, and the worker processes it; how much there was to do. */
    int deliver() {
        int before = stripe.webhooks().attempts().size();
        stripe.webhooks().deliver();
        List<WebhookAttempt> attempts = stripe.webhooks().attempts();
        for (WebhookAttempt attempt : attempts.subList(before, attempts.size())) {
            assertThat(attempt.status()).as("answer to %s", attempt).isEqualTo(200);
            brought.add(attempt.eventId());
        }
        return attempts.size() - before + work();
    }

    /** Only the events of these types arrive, in the order of the types, each processed before the next one comes. */
    void bring(String... types) {
        List<JsonObject> waiting = new ArrayList<>(undelivered());
        List<String> order = List.of(types);
        waiting.removeIf(event -> !order.contains(type(event)));
        waiting.sort(Comparator.comparing(event -> order.indexOf(type(event))));
        waiting.forEach(this::bring);
    }

    /** What has not arrived arrives, in the order in which it happened. */
    void bringRest() {
        undelivered().forEach(this::bring);
    }

    private void bring(JsonObject event) {
        assertThat(send(event)).as("answer to %s", type(event)).isEqualTo(200);
        work();
    }

    /** What has happened and not arrived. From now on Stripe does not deliver it by itself. */
    private List<JsonObject> undelivered() {
        stripe.webhooks().loseWaiting();
        return account.events().stream()
                .filter(event -> !brought.contains(StripeAccount.id(event)))
                .toList();
    }

    /** Sends an event as Stripe does; the HTTP status. */
    int send(JsonObject event) {
        byte[] body = event.toString().getBytes(UTF_8);
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json; charset=utf-8")
                .header(
                        "Stripe-Signature",
                        WebhookSigner.of(secret).header(body, stripe.clock().instant()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status == 200) {
                brought.add(StripeAccount.id(event));
            }
            return status;
        } catch (IOException failure) {
            throw new AssertionError("the endpoint does not answer", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** The worker does all that is due; how much that was. */
    int work() {
        int worked = billing.runDueWork();
        assertThat(billing.webhooks().list(WebhookStatus.QUARANTINED, 10)).isEmpty();
        assertThat(billing.webhooks().list(WebhookStatus.RECEIVED, 10))
                .as("events that are to be tried again")
                .isEmpty();
        return worked;
    }

    private static String type(JsonObject event) {
        return event.get("type").getAsString();
    }

    @Override
    public void close() {
        try (stripe;
                billing) {
            server.close();
        }
    }
}
