// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events on their way to webhook endpoints. Guarded by the lock of {@link World}. */
final class Deliveries {
    private static final Duration FIRST_RETRY = Duration.ofMinutes(5);
    private static final Duration GIVE_UP = Duration.ofDays(3);

    private final World world;
    private final WebhookChaos chaos;
    private final List<Delivery> waiting = new ArrayList<>();
    private final List<WebhookAttempt> attempts = new ArrayList<>();

    Deliveries(World world, long seed) {
        this.world = world;
        this.chaos = new WebhookChaos(seed);
    }

    WebhookChaos chaos() {
        return chaos;
    }

    /** Puts an event in line for each endpoint that wants it. */
    void enqueue(Entity event, Body body) {
        List<Entity> endpoints = world.store()
                .all(event.scope(), "webhook_endpoint")
                .filter(endpoint -> wants(endpoint, event.must("type")))
                .toList();
        event.set("pending_webhooks", endpoints.size());
        for (Entity endpoint : endpoints) {
            String text = body.in(endpoint.text("api_version"));
            int copies = chaos.copies(event.id(), endpoint.id());
            if (copies == 0) {
                event.set("_dropped", true);
            }
            for (int copy = 0; copy < copies; copy++) {
                Duration delay = chaos.delay(event.id() + endpoint.id() + copy);
                waiting.add(new Delivery(
                        event, endpoint, text, world.now(), world.now().plus(delay), 1));
            }
        }
        if (chaos.twins(event)) {
            world.events().twin(event);
        }
    }

    /** Takes the next one that is due. */
    Optional<Delivery> take() {
        Instant now = world.now();
        List<Delivery> due =
                waiting.stream().filter(one -> !one.due.isAfter(now)).toList();
        if (due.isEmpty()) {
            return Optional.empty();
        }
        Delivery next = due.get(chaos.pick(due.size()));
        waiting.remove(next);
        return Optional.of(next);
    }

    /**
     * Notes what an endpoint answered; anything but 2xx is tried again, for three days.
     *
     * @param status the answer, null when there was none
     */
    void done(Delivery delivery, @Nullable Integer status) {
        attempts.add(new WebhookAttempt(
                delivery.event.id(), delivery.event.must("type"), delivery.url(), delivery.attempt, status));
        if (status != null && status >= 200 && status < 300) {
            Entity event = delivery.event;
            event.set("pending_webhooks", Math.max(0, event.whole("pending_webhooks") - 1));
            return;
        }
        Instant again = world.now().plus(FIRST_RETRY.multipliedBy(1L << Math.min(10, delivery.attempt - 1)));
        if (!again.isAfter(delivery.made.plus(GIVE_UP))) {
            waiting.add(delivery.again(again));
        }
    }

    List<WebhookAttempt> attempts() {
        return List.copyOf(attempts);
    }

    int waiting() {
        return waiting.size();
    }

    /** Forgets what waits, as an endpoint that was down for longer than Stripe tries. */
    int dropAll() {
        int dropped = waiting.size();
        for (Iterator<Delivery> it = waiting.iterator(); it.hasNext(); it.remove()) {
            it.next().event.set("_dropped", true);
        }
        return dropped;
    }

    private static boolean wants(Entity endpoint, String type) {
        if (!endpoint.is("status", "enabled")) {
            return false;
        }
        for (var wanted : endpoint.array("enabled_events")) {
            if (wanted.getAsString().equals("*") || wanted.getAsString().equals(type)) {
                return true;
            }
        }
        return false;
    }

    /** Writes the event out in a version; null stands for the account's. */
    interface Body {
        String in(@Nullable String version);
    }

    /** One event for one endpoint. */
    record Delivery(Entity event, Entity endpoint, String body, Instant made, Instant due, int attempt) {
        String url() {
            return endpoint.must("url");
        }

        /** A header made now: every attempt is signed anew. */
        String signature(byte[] bytes, Instant now) {
            List<String> secrets = new ArrayList<>();
            endpoint.array("_secrets").forEach(secret -> {
                Instant until = Json.time(secret.getAsJsonObject(), "until");
                if (until == null || until.isAfter(now)) {
                    secrets.add(Json.must(secret.getAsJsonObject(), "secret"));
                }
            });
            return WebhookSigner.of(secrets.toArray(String[]::new)).header(bytes, now);
        }

        private Delivery again(Instant at) {
            return new Delivery(event, endpoint, body, made, at, attempt + 1);
        }
    }
}
