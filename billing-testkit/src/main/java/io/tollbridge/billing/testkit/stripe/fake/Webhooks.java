// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Endpoints and what is on its way to them. Deliveries are made by a thread of the fake as soon as they are due, unless
 * {@link #byHand()} was called. Thread-safe.
 */
public final class Webhooks implements AutoCloseable {
    private static final Scope TEST = new Scope(false, null);

    private final World world;
    private final WebhookSender sender;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread daemon = new Thread(work, "fake-stripe-webhooks");
        daemon.setDaemon(true);
        return daemon;
    });
    private volatile boolean byHand;

    Webhooks(World world) {
        this.world = world;
        this.sender = new WebhookSender(world);
    }

    /** Nothing is delivered until {@link #deliver()} is called. */
    public Webhooks byHand() {
        byHand = true;
        return this;
    }

    /**
     * Registers an endpoint in test mode, like {@code POST /v1/webhook_endpoints}.
     *
     * @param url where it is
     * @param types the events that it wants; none stands for all
     * @return its secret
     */
    public String endpoint(String url, String... types) {
        return world.alone(() -> {
            List<String> wanted = types.length == 0 ? List.of("*") : List.of(types);
            Entity endpoint = WebhookEndpoints.make(world, TEST, url, wanted, null);
            return endpoint.must("_secret");
        });
    }

    /** Registers an endpoint that is a piece of code; it gets all events of test mode. Returns its secret. */
    public String target(String name, WebhookTarget target) {
        replaceTarget(name, target);
        return endpoint("target:" + name);
    }

    /** Code that is called from now on for endpoints with the URL {@code target:} and this name. */
    public void replaceTarget(String name, WebhookTarget target) {
        sender.target("target:" + name, target);
    }

    /**
     * Gives an endpoint a new secret.
     *
     * @param overlap for how long the old one signs too, by the fake's clock; Stripe allows up to 24 hours
     * @return the new secret
     */
    public String rollSecret(String url, Duration overlap) {
        return world.alone(() -> {
            Entity endpoint = world.store()
                    .all("webhook_endpoint")
                    .filter(one -> one.is("url", url))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no endpoint at " + url));
            String secret = world.ids().next("whsec", 32);
            JsonArray secrets = endpoint.array("_secrets");
            secrets.forEach(old -> old.getAsJsonObject()
                    .addProperty("until", world.now().plus(overlap).getEpochSecond()));
            secrets.add(new Fields().put("secret", secret).json());
            endpoint.set("_secret", secret);
            return secret;
        });
    }

    /** What goes wrong with deliveries. */
    public WebhookChaos chaos() {
        return world.deliveries().chaos();
    }

    /**
     * Delivers, in the calling thread, everything that is due by the fake's clock, and what comes of it.
     *
     * @return how many attempts were made
     */
    public int deliver() {
        return sender.deliverDue();
    }

    /**
     * Waits until the fake's thread has delivered everything that was due.
     *
     * @throws IllegalStateException when that takes longer
     */
    public void await(Duration atMost) {
        CompletableFuture<Integer> done = CompletableFuture.supplyAsync(sender::deliverDue, thread);
        try {
            done.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("webhooks were not delivered within " + atMost, e);
        }
    }

    /** Every attempt so far. */
    public List<WebhookAttempt> attempts() {
        return world.alone(() -> world.deliveries().attempts());
    }

    /** How many deliveries wait: for {@link #deliver()}, for their delay or for their next attempt. */
    public int waiting() {
        return world.alone(() -> world.deliveries().waiting());
    }

    /**
     * Gives up what waits, as if the endpoint had been down for days. The events stay in {@code GET /v1/events}.
     *
     * @return how many deliveries were given up
     */
    public int loseWaiting() {
        return world.alone(() -> world.deliveries().dropAll());
    }

    void nudge() {
        if (!byHand && !thread.isShutdown()) {
            thread.execute(sender::deliverDue);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
