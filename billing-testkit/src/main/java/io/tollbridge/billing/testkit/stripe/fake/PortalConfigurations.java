// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.util.Map;
import java.util.Optional;

/** {@code /v1/billing_portal/configurations}. One is there from the start, as if saved in the dashboard. */
final class PortalConfigurations implements Resource {
    static final String OBJECT = "billing_portal.configuration";

    private static final String PATH = "/v1/billing_portal/configurations";
    private static final String[] FIELDS = {
        "active",
        "business_profile.*",
        "default_return_url",
        "features.customer_update.enabled",
        "features.customer_update.allowed_updates.*",
        "features.invoice_history.enabled",
        "features.payment_method_update.enabled",
        "features.subscription_cancel.enabled",
        "features.subscription_cancel.mode",
        "features.subscription_cancel.proration_behavior",
        "features.subscription_cancel.cancellation_reason.enabled",
        "features.subscription_cancel.cancellation_reason.options.*",
        "features.subscription_update.enabled",
        "features.subscription_update.default_allowed_updates.*",
        "features.subscription_update.proration_behavior",
        "features.subscription_update.products.*.product",
        "features.subscription_update.products.*.prices.*",
        "login_page.enabled",
        "metadata.*"
    };

    private final World world;

    PortalConfigurations(World world) {
        this.world = world;
    }

    @Override
    public void register(Routes routes) {
        routes.post(PATH, this::create, FIELDS);
        routes.get(PATH + "/{id}", call -> Answer.of(get(call)));
        routes.post(PATH + "/{id}", this::update, FIELDS);
        routes.list(PATH, this::list, "active", "is_default");
    }

    /** The one that is used when none is named; made on first use, unless it was taken away. */
    static Optional<Entity> standard(World world, Scope scope) {
        Optional<Entity> known = world.store()
                .all(scope, OBJECT)
                .filter(one -> one.flag("is_default") && one.flag("active"))
                .findFirst();
        return known.isPresent() || world.portalRemoved()
                ? known
                : Optional.of(make(world, scope, Params.root(Map.of()), true));
    }

    private static Entity make(World world, Scope scope, Params params, boolean standard) {
        JsonObject features = new JsonObject();
        features.add("customer_update", enabled(standard));
        features.add("invoice_history", enabled(true));
        features.add("payment_method_update", enabled(standard));
        JsonObject cancel = enabled(standard);
        cancel.addProperty("mode", "at_period_end");
        cancel.addProperty("proration_behavior", "none");
        features.add("subscription_cancel", cancel);
        JsonObject update = enabled(false);
        update.add("default_allowed_updates", new JsonArray());
        update.add("products", new JsonArray());
        update.addProperty("proration_behavior", "none");
        features.add("subscription_update", update);
        merge(features, params.group("features"));
        return world.create(
                scope,
                "bpc",
                new Fields()
                        .put("object", OBJECT)
                        .put("active", true)
                        .put("application", null)
                        .put("business_profile", json(params.group("business_profile")))
                        .put("default_return_url", params.text("default_return_url"))
                        .put("features", features)
                        .put("is_default", standard)
                        .put("login_page", new Fields().put("enabled", false).put("url", null))
                        .put("metadata", Metadata.of(params))
                        .put("updated", world.now()));
    }

    private Answer create(Call call) {
        if (!call.params().has("features")) {
            throw StripeError.missingParam("features");
        }
        return Answer.of(make(world, call.scope(), call.params(), false));
    }

    private Answer update(Call call) {
        Entity configuration = get(call);
        Params params = call.params();
        merge(configuration.group("features"), params.group("features"));
        if (params.has("active")) {
            configuration.set("active", params.flag("active", true));
        }
        if (params.has("default_return_url")) {
            configuration.set("default_return_url", params.text("default_return_url"));
        }
        Metadata.merge(configuration, params);
        return Answer.of(configuration);
    }

    private Answer list(Call call) {
        standard(world, call.scope());
        Boolean active = call.params().flag("active");
        Boolean standard = call.params().flag("is_default");
        return Lists.page(
                call,
                world.store()
                        .all(call.scope(), OBJECT)
                        .filter(one -> active == null || active == one.flag("active"))
                        .filter(one -> standard == null || standard == one.flag("is_default")),
                PATH);
    }

    private static JsonObject enabled(boolean enabled) {
        JsonObject feature = new JsonObject();
        feature.addProperty("enabled", enabled);
        return feature;
    }

    private static void merge(JsonObject features, Params given) {
        for (String name : given.tree().keySet()) {
            JsonObject feature = Json.group(features, name).deepCopy();
            json(given.group(name))
                    .getAsJsonObject()
                    .entrySet()
                    .forEach(field -> feature.add(field.getKey(), field.getValue()));
            features.add(name, feature);
        }
    }

    private static JsonElement json(Params params) {
        return json(params.tree());
    }

    /** Trees with indexes for names are arrays. */
    private static JsonElement json(Object value) {
        if (!(value instanceof Map<?, ?> tree)) {
            String text = String.valueOf(value);
            boolean flag = text.equals("true") || text.equals("false");
            return flag ? new JsonPrimitive(Boolean.valueOf(text)) : new JsonPrimitive(text);
        }
        if (!tree.isEmpty()
                && tree.keySet().stream().allMatch(key -> String.valueOf(key).matches("\\d+"))) {
            JsonArray array = new JsonArray();
            tree.values().forEach(entry -> array.add(json(entry)));
            return array;
        }
        JsonObject object = new JsonObject();
        tree.forEach((key, entry) -> object.add(String.valueOf(key), json(entry)));
        return object;
    }

    private Entity get(Call call) {
        return world.store().get(call.scope(), OBJECT, call.id(), "configuration");
    }
}
