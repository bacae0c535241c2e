// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/webhook_endpoints}. */
final class WebhookEndpoints implements Resource {
    private static final String PATH = "/v1/webhook_endpoints";

    private final World world;

    WebhookEndpoints(World world) {
        this.world = world;
    }

    @Override
    public void register(Routes routes) {
        routes.post(PATH, this::create, "url", "enabled_events.*", "description", "metadata.*", "api_version");
        routes.get(PATH + "/{id}", call -> Answer.of(get(call)));
        routes.post(PATH + "/{id}", this::update, "url", "enabled_events.*", "description", "metadata.*", "disabled");
        routes.delete(PATH + "/{id}", this::delete);
        routes.list(PATH, call -> Lists.page(call, world.store().all(call.scope(), "webhook_endpoint"), PATH));
    }

    static Entity make(World world, Scope scope, String url, List<String> events, @Nullable String version) {
        String secret = world.ids().next("whsec", 32);
        JsonArray secrets = new JsonArray();
        secrets.add(new Fields().put("secret", secret).json());
        return world.create(
                scope,
                "we",
                new Fields()
                        .put("object", "webhook_endpoint")
                        .put("api_version", version)
                        .put("application", null)
                        .put("description", null)
                        .put("enabled_events", events)
                        .put("metadata", new Fields())
                        .put("status", "enabled")
                        .put("url", url)
                        .put("_secret", secret)
                        .put("_secrets", secrets));
    }

    /** The only answer that tells the secret. */
    private Answer create(Call call) {
        Params params = call.params();
        String url = params.required("url");
        List<String> events = events(params);
        Entity endpoint = make(world, call.scope(), url, events, params.text("api_version"));
        describe(endpoint, params);
        return rendering -> {
            var json = rendering.of(endpoint);
            json.addProperty("secret", endpoint.must("_secret"));
            return json;
        };
    }

    private Answer update(Call call) {
        Entity endpoint = get(call);
        Params params = call.params();
        String url = params.text("url");
        if (url != null) {
            endpoint.set("url", url);
        }
        if (params.has("enabled_events")) {
            endpoint.set("enabled_events", events(params));
        }
        if (params.has("disabled")) {
            endpoint.set("status", params.flag("disabled", false) ? "disabled" : "enabled");
        }
        describe(endpoint, params);
        return Answer.of(endpoint);
    }

    private Answer delete(Call call) {
        Entity endpoint = get(call);
        endpoint.delete();
        return Answer.of(endpoint);
    }

    private Entity get(Call call) {
        return Present.get(world, call, "webhook_endpoint", call.id(), "webhook_endpoint");
    }

    private static List<String> events(Params params) {
        List<String> events = params.texts("enabled_events");
        if (events.isEmpty()) {
            throw StripeError.missingParam("enabled_events");
        }
        return events;
    }

    private static void describe(Entity endpoint, Params params) {
        if (params.has("description")) {
            endpoint.set("description", params.text("description"));
        }
        Metadata.merge(endpoint, params);
    }
}
