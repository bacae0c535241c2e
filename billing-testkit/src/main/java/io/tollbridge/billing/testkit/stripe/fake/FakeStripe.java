// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import io.tollbridge.billing.testkit.stripe.ApiRendering;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * A Stripe in this process, for tests and demos: stateful, on a free port of the loopback interface, with a clock that
 * stands still until it is moved. The official client talks to it when its {@code apiBase} is {@link #apiBase()}; any key
 * that looks like one is good, {@code sk_live_} keys see data of their own.
 *
 * <pre>{@code
 * try (FakeStripe stripe = FakeStripe.start()) {
 *     StripeClient client = StripeClient.builder().setApiKey(stripe.key()).setApiBase(stripe.apiBase()).build();
 *     Customer customer = client.v1().customers().create(CustomerCreateParams.builder().build());
 * }
 * }</pre>
 *
 * <p>It knows the endpoints that {@link #endpoints()} lists; others, and parameters that it does not know, are refused
 * in Stripe's words. Starting one sets the system property {@code sun.net.httpserver.nodelay}, unless it is set: without
 * it the JDK's HTTP server answers 40 ms late. All data live in memory and go with {@link #close()}. Thread-safe.
 */
public final class FakeStripe implements AutoCloseable {
    /** When the clock begins, unless another time source is given. */
    public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private static final long SEED = 1;

    private final World world;
    private final Routes routes = new Routes();
    private final Pages pages = new Pages();
    private final RequestLog requests = new RequestLog();
    private final Api.Keys keys = new Api.Keys();
    private final Holds holds = new Holds();
    private final Chaos chaos;
    private final Webhooks webhooks;
    private final FakeClock clock;
    private final Resources resources;
    private final HttpFront front;

    private FakeStripe(long seed, InstantSource time, ApiRendering rendering) {
        world = new World(seed, time, rendering.version());
        chaos = new Chaos(seed);
        webhooks = new Webhooks(world);
        clock = new FakeClock(world, webhooks::nudge);
        resources = new Resources(world, pages);
        resources.register(routes);
        Api api = new Api(world, routes, keys, holds, rendering.version());
        front = new HttpFront(api, pages, requests, chaos, webhooks::nudge);
        resources.servedAt(front.base());
    }

    /** Starts one whose clock stands at {@link #BEGINNING}. */
    public static FakeStripe start() {
        return start(() -> BEGINNING);
    }

    /** Starts one with a time source of your own; {@link #clock()} runs ahead of it by what it is moved. */
    public static FakeStripe start(InstantSource time) {
        return start(SEED, time, ApiRendering.DAHLIA_2026_07_29);
    }

    /**
     * Starts one.
     *
     * @param seed decides the ids and what {@link #chaos()} draws
     * @param time what {@link #clock()} begins with
     * @param accountVersion the account's default version, in which events are kept and requests without a version are
     *     answered
     */
    public static FakeStripe start(long seed, InstantSource time, ApiRendering accountVersion) {
        FakeStripe stripe = new FakeStripe(seed, time, accountVersion);
        stripe.front.start();
        return stripe;
    }

    /** Where it listens, such as {@code http://127.0.0.1:41234}. */
    public String apiBase() {
        return front.base();
    }

    /** A secret key of test mode. */
    public String key() {
        return "sk_test_fake";
    }

    /** The time that it lives in. */
    public FakeClock clock() {
        return clock;
    }

    /** What came over the wire. */
    public RequestLog requests() {
        return requests;
    }

    /** What goes wrong with requests. */
    public Chaos chaos() {
        return chaos;
    }

    /** Webhook endpoints and deliveries. */
    public Webhooks webhooks() {
        return webhooks;
    }

    /** What customers, banks and Stripe's own people do. */
    public Control control() {
        return new Control(world, resources, webhooks::nudge);
    }

    /**
     * Keeps the next request to an endpoint waiting, while its idempotency key is in use.
     *
     * @param endpoint method and beginning of the path, such as {@code POST /v1/payment_intents}
     */
    public Hold hold(String endpoint) {
        return holds.add(endpoint);
    }

    /** Makes a key useless from now on: requests with it get 401 {@code api_key_expired}. */
    public void revoke(String secretKey) {
        keys.revoke(secretKey);
    }

    /** What it knows, as {@code POST /v1/customers/{id}}. */
    public List<String> endpoints() {
        return routes.names();
    }

    /** Stops listening, releases what is held and closes every connection. Calling it twice does no harm. */
    @Override
    public void close() {
        holds.releaseAll();
        webhooks.close();
        front.close();
    }
}
