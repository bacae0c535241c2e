// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The host's account at Stripe, by hand: what people do in its dashboard. */
final class StripeAccount {
    private final HttpClient http = HttpClient.newHttpClient();
    private final FakeStripe stripe;

    StripeAccount(FakeStripe stripe) {
        this.stripe = stripe;
    }

    /** A recurring price; its id. */
    String price(String name, long amount, String interval) {
        return id(post(
                "/v1/prices",
                "currency=usd",
                "unit_amount=" + amount,
                "recurring[interval]=" + interval,
                "product_data[name]=" + name));
    }

    /** Has a customer pay with a test card from now on. */
    void pays(String customer, String card) {
        String attached = id(post("/v1/payment_methods/" + card + "/attach", "customer=" + customer));
        post("/v1/customers/" + customer, "invoice_settings[default_payment_method]=" + attached);
    }

    /** Changes the price of a subscription's one item, or its quantity. */
    void change(String subscription, String... fields) {
        JsonObject item = get("/v1/subscriptions/" + subscription)
                .getAsJsonObject("items")
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject();
        List<String> all = new ArrayList<>(List.of(fields));
        all.add("items[0][id]=" + id(item));
        post("/v1/subscriptions/" + subscription, all.toArray(String[]::new));
    }

    /** A customer's newest payment; its id. */
    String newestPayment(String customer) {
        return first("/v1/payment_intents?limit=1&customer=" + customer);
    }

    /** The charge that paid a payment; its id. */
    String charge(String payment) {
        return first("/v1/charges?limit=1&payment_intent=" + payment);
    }

    private String first(String list) {
        return id(get(list).getAsJsonArray("data").get(0).getAsJsonObject());
    }

    /** Gives a part of a payment back. */
    void refund(String payment, long minorUnits) {
        post("/v1/refunds", "payment_intent=" + payment, "amount=" + minorUnits);
    }

    /** All events of the last 30 days, oldest first, as Stripe keeps them. */
    List<JsonObject> events() {
        return events("");
    }

    /**
     * Those that match.
     *
     * @param filter such as {@code &type=invoice.paid}
     */
    List<JsonObject> events(String filter) {
        List<JsonObject> events = new ArrayList<>();
        String after = "";
        JsonObject page;
        do {
            page = get("/v1/events?limit=100" + filter + after);
            page.getAsJsonArray("data").forEach(event -> events.add(event.getAsJsonObject()));
            after = events.isEmpty() ? "" : "&starting_after=" + id(events.get(events.size() - 1));
        } while (page.get("has_more").getAsBoolean());
        Collections.reverse(events);
        return events;
    }

    JsonObject get(String path) {
        return call("GET", path, "");
    }

    JsonObject delete(String path) {
        return call("DELETE", path, "");
    }

    /** Posts fields, each as {@code name=value}. */
    JsonObject post(String path, String... fields) {
        List<String> encoded = new ArrayList<>();
        for (String field : fields) {
            int equals = field.indexOf('=');
            encoded.add(URLEncoder.encode(field.substring(0, equals), UTF_8) + "="
                    + URLEncoder.encode(field.substring(equals + 1), UTF_8));
        }
        return call("POST", path, String.join("&", encoded));
    }

    static String id(JsonObject object) {
        return object.get("id").getAsString();
    }

    private JsonObject call(String method, String path, String form) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create((stripe.apiBase() + path).replace("[", "%5B").replace("]", "%5D")))
                .header("Authorization", "Bearer " + stripe.key())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return JsonParser.parseString(answer.body()).getAsJsonObject();
        } catch (IOException failure) {
            throw new AssertionError(method + " " + path + " got no answer", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
