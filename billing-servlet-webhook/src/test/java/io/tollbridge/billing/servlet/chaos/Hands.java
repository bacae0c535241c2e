// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * What people do at Stripe by hand: the host's staff in the dashboard, customers on pages. Chaos meets them too, and they
 * do it again until they are answered, under the same key.
 */
final class Hands {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int PATIENCE = 12;

    /** What comes to a second sending while the first one, whose answer was not waited for, is carried out. */
    private static final int KEY_IN_USE = 409;

    private static final Duration STILL_AT_IT = Duration.ofMillis(100);

    private final FakeStripe stripe;
    private long lastKey;

    Hands(FakeStripe stripe) {
        this.stripe = stripe;
    }

    /** Posts fields, each as {@code name=value}; empty when Stripe refuses, or never says what it has done. */
    Optional<JsonObject> post(String path, String... fields) {
        String form = Arrays.stream(fields)
                .map(field -> field.split("=", 2))
                .map(field -> URLEncoder.encode(field[0], UTF_8) + "=" + URLEncoder.encode(field[1], UTF_8))
                .collect(Collectors.joining("&"));
        return call("POST", path, form);
    }

    /** Deletes an object; empty as for {@link #post}. */
    Optional<JsonObject> delete(String path) {
        return call("DELETE", path, "");
    }

    JsonObject get(String path) {
        return call("GET", path, "").orElseThrow(() -> new IllegalStateException("the fake Stripe has no " + path));
    }

    /** All objects of a list, newest first. */
    List<JsonObject> list(String path) {
        List<JsonObject> all = new ArrayList<>();
        String limit = path + (path.contains("?") ? "&" : "?") + "limit=100";
        String after = "";
        JsonObject page;
        do {
            page = get(limit + after);
            page.getAsJsonArray("data").forEach(one -> all.add(one.getAsJsonObject()));
            after = all.isEmpty()
                    ? ""
                    : "&starting_after=" + all.get(all.size() - 1).get("id").getAsString();
        } while (page.get("has_more").getAsBoolean());
        return all;
    }

    private synchronized String key() {
        return "by-hand-" + ++lastKey;
    }

    private Optional<JsonObject> call(String method, String path, String form) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create((stripe.apiBase() + path).replace("[", "%5B").replace("]", "%5D")))
                .timeout(Duration.ofSeconds(1))
                .header("Authorization", "Bearer " + stripe.key())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(form));
        if (method.equals("POST")) {
            request.header("Idempotency-Key", key());
        }
        for (int i = 0; i < PATIENCE; i++) {
            try {
                HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return Optional.of(JsonParser.parseString(answer.body()).getAsJsonObject());
                }
                if (answer.statusCode() == KEY_IN_USE) {
                    LockSupport.parkNanos(STILL_AT_IT.toNanos());
                } else if (answer.statusCode() < 500 && answer.statusCode() != 429) {
                    return Optional.empty();
                }
            } catch (IOException | RuntimeException noAnswer) {
                // why again: nobody knows whether it was done; the key sees to it that it is done once
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
        return Optional.empty();
    }
}
