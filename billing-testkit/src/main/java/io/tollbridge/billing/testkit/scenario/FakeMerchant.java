// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** What a merchant does at the fake Stripe by hand, such as in its dashboard. */
final class FakeMerchant {
    private final FakeStripe stripe;
    private final HttpClient http = HttpClient.newHttpClient();

    FakeMerchant(FakeStripe stripe) {
        this.stripe = stripe;
    }

    /** A recurring price, by {@code month} or {@code year}. */
    String price(long minorUnits, String interval) {
        return id(send(
                "POST",
                "/v1/prices",
                "currency=usd",
                "unit_amount=" + minorUnits,
                "product_data[name]=Plan",
                "recurring[interval]=" + interval));
    }

    /** Gives a customer a card that pays. */
    void card(String customer) {
        String card = id(send("POST", "/v1/payment_methods/pm_card_visa/attach", "customer=" + customer));
        send("POST", "/v1/customers/" + customer, "invoice_settings[default_payment_method]=" + card);
    }

    /** A customer that no tenant has, with a card that pays. */
    String customer() {
        String customer = id(send("POST", "/v1/customers"));
        card(customer);
        return customer;
    }

    String subscribe(String customer, String price) {
        return id(send("POST", "/v1/subscriptions", "customer=" + customer, "items[0][price]=" + price));
    }

    /** Makes a subscription that names its tenant. */
    String subscribe(String customer, String price, String tenant) {
        return id(send(
                "POST",
                "/v1/subscriptions",
                "customer=" + customer,
                "items[0][price]=" + price,
                "metadata[tollbridge_tenant]=" + tenant));
    }

    /** Changes the price of a subscription with one item, and has the difference paid at once. */
    void upgrade(String subscription, String price) {
        JsonObject item = get("/v1/subscriptions/" + subscription)
                .getAsJsonObject("items")
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject();
        send(
                "POST",
                "/v1/subscriptions/" + subscription,
                "items[0][id]=" + id(item),
                "items[0][price]=" + price,
                "proration_behavior=always_invoice");
    }

    void cancel(String subscription) {
        send("DELETE", "/v1/subscriptions/" + subscription);
    }

    void deleteCustomer(String customer) {
        send("DELETE", "/v1/customers/" + customer);
    }

    JsonObject get(String path) {
        return send("GET", path);
    }

    /** The id of the newest paid invoice of a subscription. */
    String latestInvoice(String subscription) {
        return get("/v1/subscriptions/" + subscription).get("latest_invoice").getAsString();
    }

    static String id(JsonObject json) {
        return json.get("id").getAsString();
    }

    JsonObject send(String method, String path, String... fields) {
        StringBuilder form = new StringBuilder();
        for (String field : fields) {
            int at = field.indexOf('=');
            form.append(form.isEmpty() ? "" : "&")
                    .append(URLEncoder.encode(field.substring(0, at), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(field.substring(at + 1), StandardCharsets.UTF_8));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(stripe.apiBase() + path))
                .header("Authorization", "Bearer " + stripe.key())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(form.toString()))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(method + " " + path + ": " + answer.body());
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
