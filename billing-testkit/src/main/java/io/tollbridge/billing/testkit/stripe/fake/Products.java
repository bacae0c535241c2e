// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.util.List;

/** {@code /v1/products}. */
final class Products implements Resource {
    private static final String PATH = "/v1/products";

    private final World world;

    Products(World world) {
        this.world = world;
    }

    @Override
    public void register(Routes routes) {
        routes.post(PATH, this::create, "id", "name", "active", "description", "metadata.*", "default_price_data.*");
        routes.get(PATH + "/{id}", call -> Answer.of(get(call)));
        routes.post(PATH + "/{id}", this::update, "name", "active", "description", "metadata.*", "default_price");
        routes.delete(PATH + "/{id}", this::delete);
        routes.list(PATH, this::list, "active", "ids.*");
    }

    static Entity make(World world, Scope scope, String id, Params params) {
        JsonObject json = new Fields()
                .put("object", "product")
                .put("active", params.flag("active", true))
                .put("default_price", null)
                .put("description", params.text("description"))
                .put("images", List.of())
                .put("marketing_features", List.of())
                .put("metadata", Metadata.of(params))
                .put("name", params.required("name"))
                .put("package_dimensions", null)
                .put("shippable", null)
                .put("statement_descriptor", null)
                .put("tax_code", null)
                .put("type", "service")
                .put("unit_label", null)
                .put("updated", world.now())
                .put("url", null)
                .json();
        Entity product = world.create(scope, id, json);
        world.events().emit("product.created", product);
        return product;
    }

    private Answer create(Call call) {
        String wanted = call.params().text("id");
        if (wanted != null && world.store().has(call.scope(), "product", wanted)) {
            throw StripeError.state("resource_already_exists", "id", "Product already exists.");
        }
        String id = wanted == null ? world.ids().next("prod", 14) : wanted;
        return Answer.of(make(world, call.scope(), id, call.params()));
    }

    private Answer update(Call call) {
        Entity product = get(call);
        JsonObject before = product.snapshot();
        Params params = call.params();
        for (String field : new String[] {"name", "description", "default_price"}) {
            if (params.has(field)) {
                product.set(field, params.text(field));
            }
        }
        if (params.has("active")) {
            product.set("active", params.flag("active", true));
        }
        Metadata.merge(product, params);
        world.events().updated("product.updated", product, before);
        return Answer.of(product);
    }

    private Answer delete(Call call) {
        Entity product = get(call);
        if (world.store().all(call.scope(), "price").anyMatch(price -> price.is("product", product.id()))) {
            throw StripeError.state(
                    "product_has_prices",
                    null,
                    "This product cannot be deleted because it has one or more user-created prices.");
        }
        world.events().emit("product.deleted", product);
        product.delete();
        return Answer.of(product);
    }

    private Answer list(Call call) {
        Boolean active = call.params().flag("active");
        var ids = call.params().texts("ids");
        return Lists.page(
                call,
                world.store()
                        .all(call.scope(), "product")
                        .filter(one -> active == null || one.flag("active") == active)
                        .filter(one -> ids.isEmpty() || ids.contains(one.id())),
                PATH);
    }

    private Entity get(Call call) {
        return Present.get(world, call, "product", call.id(), "id");
    }
}
