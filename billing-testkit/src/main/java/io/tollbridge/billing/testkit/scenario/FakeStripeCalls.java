// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What a host's own people and programs do at the fake Stripe, past the library. */
final class FakeStripeCalls {
    private final HttpClient http = HttpClient.newHttpClient();
    private final FakeStripe stripe;

    FakeStripeCalls(FakeStripe stripe) {
        this.stripe = stripe;
    }

    /** A request with a form, such as {@code amount=1&currency=usd}; it must succeed. */
    JsonObject post(String path, String form) {
        return send(path, "POST", form);
    }

    /** An object or a list. */
    JsonObject get(String path) {
        return send(path, "GET", "");
    }

    /** Gives a customer a test card, as the default. */
    void giveCard(String customer, String testCard) {
        String card = text(post("/v1/payment_methods/" + testCard + "/attach", "customer=" + customer), "id");
        post("/v1/customers/" + customer, "invoice_settings[default_payment_method]=" + card);
    }

    /** The charge that paid a payment. */
    String charge(String payment) {
        return text(get("/v1/payment_intents/" + payment), "latest_charge");
    }

    static String text(JsonObject object, String field) {
        return object.get(field).getAsString();
    }

    private JsonObject send(String path, String method, String form) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stripe.apiBase() + path))
                .header("Authorization", "Bearer " + stripe.key())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(path + " was answered with " + answer.statusCode() + " " + answer.body());
            }
            return JsonParser.parseString(answer.body()).getAsJsonObject();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
