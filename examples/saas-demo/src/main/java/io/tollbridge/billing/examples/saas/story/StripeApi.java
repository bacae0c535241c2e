// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Stripe's API by hand: what people do in its dashboard and with its command line. The application does not use it. */
final class StripeApi {
    private static final String LOOKUP_KEY = "tollbridge_demo_starter";
    private static final byte[] NOTHING = new byte[0];

    private final HttpSender http;
    private final URI base;
    private final String key;

    StripeApi(HttpSender http, String base, String key) {
        this.http = http;
        this.base = URI.create(base);
        this.key = key;
    }

    /** The price of the starter plan, 20 USD a month, which is made when the account has none. */
    String starterPrice() {
        var known = get("/v1/prices?active=true&lookup_keys[0]=" + LOOKUP_KEY).getAsJsonArray("data");
        JsonObject price = known.isEmpty()
                ? post(
                        "/v1/prices",
                        Map.of(
                                "currency", "usd",
                                "unit_amount", "2000",
                                "recurring[interval]", "month",
                                "product_data[name]", "Starter (Tollbridge demo)",
                                "lookup_key", LOOKUP_KEY))
                : known.get(0).getAsJsonObject();
        return price.get("id").getAsString();
    }

    /** Gives a customer Stripe's test card 4242 as the card to charge. */
    void giveCard(String customer) {
        String card = post("/v1/payment_methods/pm_card_visa/attach", Map.of("customer", customer))
                .get("id")
                .getAsString();
        post("/v1/customers/" + customer, Map.of("invoice_settings[default_payment_method]", card));
    }

    JsonObject get(String path) {
        return call("GET", path.replace("[", "%5B").replace("]", "%5D"), Map.of());
    }

    JsonObject post(String path, Map<String, String> form) {
        return call("POST", path, form);
    }

    void delete(String path) {
        call("DELETE", path, Map.of());
    }

    static byte[] form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field ->
                        URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(UTF_8);
    }

    private JsonObject call(String method, String path, Map<String, String> fields) {
        Map<String, String> headers = new LinkedHashMap<>(Map.of("Authorization", "Bearer " + key));
        if (!fields.isEmpty()) {
            headers.put("Content-Type", "application/x-www-form-urlencoded");
        }
        HttpAnswer answer = http.send(method, base.resolve(path), headers, fields.isEmpty() ? NOTHING : form(fields));
        if (answer.status() != 200) {
            // why not the body: Stripe's words may repeat parts of the key
            throw new IllegalStateException("Stripe answered " + answer.status() + " to " + method + " "
                    + path.replaceAll("\\?.*", "") + "; is STRIPE_SECRET_KEY a key that may do this?");
        }
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }
}
