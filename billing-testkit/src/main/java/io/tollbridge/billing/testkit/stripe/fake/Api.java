// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes a request through the checks that Stripe makes, in its order, to the endpoint. */
final class Api {
    private static final Pattern VERSION = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(\\.[a-z]+)?");

    private final World world;
    private final Routes routes;
    private final ApiRendering accountRendering;
    private final String accountVersion;
    private final Idempotency idempotency = new Idempotency();
    private final Keys keys;
    private final Holds holds;

    Api(World world, Routes routes, Keys keys, Holds holds, String accountVersion) {
        this.world = world;
        this.routes = routes;
        this.keys = keys;
        this.holds = holds;
        this.accountVersion = accountVersion;
        this.accountRendering = Versions.of(accountVersion, ApiRendering.DAHLIA_2026_07_29);
    }

    String nextRequestId() {
        return world.ids().next("req", 14);
    }

    /**
     * Carries a request out.
     *
     * @param fails true when Stripe is to fail after it has carried the request out; the failure is remembered
     */
    Reply answer(Request request, String requestId, boolean fails) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Request-Id", requestId);
        Scope scope = new Scope(false, null);
        try {
            scope = keys.scope(request);
            headers.put("Stripe-Version", version(request));
            String key = request.idempotencyKey();
            return key == null
                    ? execute(request, scope, new Cause(requestId, null), headers, fails)
                    : once(key, request, scope, requestId, headers, fails);
        } catch (StripeError e) {
            return refusal(e, requestId, scope, headers);
        }
    }

    /** An error that is answered before the request is looked at. */
    Reply refusal(StripeError error, String requestId, Map<String, String> extra) {
        Map<String, String> headers = new LinkedHashMap<>(extra);
        headers.put("Request-Id", requestId);
        return refusal(error, requestId, new Scope(false, null), headers);
    }

    private Reply once(
            String key, Request request, Scope scope, String requestId, Map<String, String> headers, boolean fails) {
        headers.put("Idempotency-Key", key);
        Optional<Reply> remembered = idempotency.begin(scope, key, request, world.now());
        if (remembered.isPresent()) {
            Map<String, String> replayed = new LinkedHashMap<>(remembered.get().headers());
            replayed.put("Request-Id", requestId);
            replayed.put("Idempotent-Replayed", "true");
            return new Reply(remembered.get().status(), remembered.get().body(), replayed);
        }
        headers.put("Original-Request", requestId);
        Optional<Reply> kept = Optional.empty();
        try {
            Reply reply = execute(request, scope, new Cause(requestId, key), headers, fails);
            kept = Optional.of(reply);
            return reply;
        } catch (StripeError e) {
            Reply reply = refusal(e, requestId, scope, headers);
            kept = e.remembered() ? Optional.of(reply) : Optional.empty();
            return reply;
        } finally {
            idempotency.end(scope, key, kept);
        }
    }

    private Reply execute(Request request, Scope scope, Cause cause, Map<String, String> headers, boolean fails) {
        Routes.Match match = routes.find(request.method(), request.path())
                .orElseThrow(() -> StripeError.invalid(
                        404,
                        null,
                        null,
                        "Unrecognized request URL (" + request.method() + ": " + request.path()
                                + "). Please see https://stripe.com/docs or we can help at"
                                + " https://support.stripe.com/."));
        Map<String, Object> tree = FormBody.parse(request.method().equals("POST") ? request.body() : request.query());
        match.route().accepted().check(tree);
        ApiRendering rendering = Versions.of(request.header("stripe-version"), accountRendering);
        Params params = Params.root(tree);
        Call call = new Call(scope, rendering, params, match.variables());
        holds.pass(request);
        JsonObject body = world.request(cause, () -> {
            Answer answer = match.route().endpoint().answer(call);
            Rendering words = new Rendering(world, rendering);
            JsonObject json = answer.in(words);
            words.expand(json, params.texts("expand"));
            return json;
        });
        if (fails) {
            throw StripeError.internal();
        }
        if (cause.idempotencyKey() != null) {
            headers.put("Stripe-Should-Retry", "false");
        }
        return new Reply(200, Json.write(body), headers);
    }

    private static Reply refusal(StripeError error, String requestId, Scope scope, Map<String, String> headers) {
        if (error.status() == 402) {
            headers.put("Stripe-Should-Retry", "false");
        }
        return new Reply(error.status(), Json.write(error.body(requestId, scope.livemode())), headers);
    }

    private String version(Request request) {
        String version = request.header("stripe-version");
        if (version != null && !VERSION.matcher(version).matches()) {
            throw StripeError.invalid(400, null, null, "Invalid Stripe API version: " + version);
        }
        return version == null ? accountVersion : version;
    }

    /** Which keys there are. Thread-safe. */
    static final class Keys {
        private static final Pattern SECRET = Pattern.compile("(sk|rk)_(test|live)_\\w+");
        private final Set<String> revoked = new HashSet<>();

        synchronized void revoke(String key) {
            revoked.add(key);
        }

        synchronized Scope scope(Request request) {
            String key = bearer(request.header("authorization"));
            if (key == null) {
                throw StripeError.authentication("You did not provide an API key. You need to provide your API key in"
                        + " the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer"
                        + " YOUR_SECRET_KEY').");
            }
            if (revoked.contains(key)) {
                throw StripeError.invalid(401, "api_key_expired", null, "Expired API Key provided: " + masked(key));
            }
            if (!SECRET.matcher(key).matches()) {
                throw StripeError.authentication("Invalid API Key provided: " + masked(key));
            }
            return new Scope(key.contains("_live_"), request.header("stripe-account"));
        }

        private static @Nullable String bearer(@Nullable String header) {
            return header == null || !header.startsWith("Bearer ") ? null : header.substring("Bearer ".length());
        }

        private static String masked(String key) {
            int shown = Math.min(8, key.length() / 2);
            return key.substring(0, shown) + "*".repeat(key.length() - shown);
        }
    }
}
