// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.util.Map;

/** The customer of the story, who uses the application over HTTP. */
final class Customer {
    /** What the ids of pages begin with in test mode; the rest of it differs from build to build. */
    private static final String PAGE = "cs_test_";

    static final String TENANT = "acme";
    private static final String NAME = "Acme";

    private final Stage stage;

    Customer(Stage stage) {
        this.stage = stage;
    }

    void post(String path, int status) {
        post(path, Map.of(), status);
    }

    void postWithKey(String path, String key, int status) {
        post(path, Map.of("Idempotency-Key", key), status);
    }

    private void post(String path, Map<String, String> headers, int status) {
        HttpAnswer answer = send(path, headers);
        String key = headers.isEmpty() ? "" : "  (key " + headers.get("Idempotency-Key") + ")";
        stage.narrator().did(NAME, "POST " + path + key, answer);
        stage.checks().same("status of POST " + path, status, answer.status());
    }

    /** Agrees to a text, which is told as the application answers with it. */
    void agrees(String path) {
        HttpAnswer answer = send(path, Map.of());
        stage.checks().same("status of POST " + path, 200, answer.status());
        stage.narrator().did(NAME, "POST " + path, String.valueOf(answer.status()));
        stage.narrator()
                .says("         agrees to: \""
                        + JsonParser.parseString(answer.body())
                                .getAsJsonObject()
                                .get("agreed")
                                .getAsString()
                        + "\"");
    }

    /** The same request so many times, told in one line without what it was answered with. */
    void post(int times, String path, int status) {
        for (int i = 0; i < times; i++) {
            stage.checks()
                    .same("status of POST " + path, status, send(path, Map.of()).status());
        }
        if (times == 1) {
            stage.narrator().did(NAME, "POST " + path, String.valueOf(status));
        } else {
            stage.narrator().did(NAME, "POST " + path + ", " + times + " times", times + " x " + status);
        }
    }

    /** Asks for a page of Stripe. Its address lets anybody in, so it is not told. */
    URI opens(String path, String key) {
        HttpAnswer answer = send(path, key.isEmpty() ? Map.of() : Map.of("Idempotency-Key", key));
        stage.checks().same("status of POST " + path, 201, answer.status());
        if (answer.status() != 201) {
            throw new IllegalStateException("there is no page: " + path + " answered " + answer.status());
        }
        JsonObject page = JsonParser.parseString(answer.body()).getAsJsonObject();
        String asked = "POST " + path + (key.isEmpty() ? "" : "  (key " + key + ")");
        stage.narrator()
                .did(NAME, asked, "201, page " + shortened(page.get("page").getAsString()));
        return URI.create(page.get("url").getAsString());
    }

    /** Of the id of a page only what it is the id of. */
    private static String shortened(String id) {
        return id.startsWith(PAGE) ? PAGE + "..." : id;
    }

    /** Fills in the Checkout page and presses its button. */
    void pays(URI page, String with, String card, int status) {
        HttpAnswer answer = stage.http()
                .post(
                        page,
                        Map.of("Content-Type", "application/x-www-form-urlencoded"),
                        StripeApi.form(Map.of("card", card)));
        stage.checks().same("status of paying with " + with, status, answer.status());
        stage.narrator().did(NAME, "pays on the page, with " + with, status == 303 ? "paid" : "declined, try another");
    }

    /** Chooses another card on the portal's page. */
    void choosesCard(URI portal, String called, String card) {
        HttpAnswer answer = stage.http()
                .post(
                        portal,
                        Map.of("Content-Type", "application/x-www-form-urlencoded"),
                        StripeApi.form(Map.of("action", "card", "card", card)));
        stage.checks().same("status of choosing " + called, 303, answer.status());
        stage.narrator().did(NAME, "chooses " + called + " on the page", "saved at Stripe");
    }

    /** Opens a page. */
    void looksAt(URI page) {
        HttpAnswer answer = stage.http().send("GET", page, Map.of(), new byte[0]);
        stage.checks().same("status of the page", 200, answer.status());
        stage.narrator()
                .did(
                        NAME,
                        "looks at the page",
                        "200, " + (answer.body().contains("sub_") ? "the subscription" : "nothing"));
    }

    private HttpAnswer send(String path, Map<String, String> headers) {
        var all = new java.util.HashMap<>(headers);
        all.put("X-Tenant", TENANT);
        return stage.http().post(stage.application().address().resolve(path), all, new byte[0]);
    }
}
