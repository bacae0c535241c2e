// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Brings events to endpoints: over HTTP, or to a piece of code that stands for one. */
final class WebhookSender {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final World world;
    private final Map<String, WebhookTarget> targets = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    WebhookSender(World world) {
        this.world = world;
    }

    void target(String url, WebhookTarget target) {
        targets.put(url, target);
    }

    /** Delivers what is due, and what comes of it. */
    int deliverDue() {
        int delivered = 0;
        Optional<Deliveries.Delivery> next = take();
        while (next.isPresent()) {
            deliver(next.get());
            delivered++;
            next = take();
        }
        return delivered;
    }

    private Optional<Deliveries.Delivery> take() {
        return world.alone(() -> world.deliveries().take());
    }

    private void deliver(Deliveries.Delivery delivery) {
        byte[] body = delivery.body().getBytes(UTF_8);
        String signature = delivery.signature(body, world.timeline().shown());
        WebhookTarget target = targets.get(delivery.url());
        Integer status = target == null ? post(delivery.url(), body, signature) : call(target, body, signature);
        world.alone(() -> world.deliveries().done(delivery, status));
    }

    /** An endpoint that throws is one that gave no answer. */
    private static @Nullable Integer call(WebhookTarget target, byte[] body, String signature) {
        try {
            return target.receive(body, signature);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private @Nullable Integer post(String url, byte[] body, String signature) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Stripe-Signature", signature)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
