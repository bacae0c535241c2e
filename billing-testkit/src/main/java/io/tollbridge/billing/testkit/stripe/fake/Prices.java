// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/prices}: fixed prices for each unit, once or recurring. */
final class Prices implements Resource {
    private static final String PATH = "/v1/prices";

    private final World world;

    Prices(World world) {
        this.world = world;
    }

    @Override
    public void register(Routes routes) {
        routes.post(
                PATH,
                this::create,
                "currency",
                "unit_amount",
                "product",
                "product_data.name",
                "product_data.id",
                "product_data.metadata.*",
                "recurring.interval",
                "recurring.interval_count",
                "recurring.usage_type",
                "active",
                "billing_scheme",
                "lookup_key",
                "transfer_lookup_key",
                "nickname",
                "tax_behavior",
                "metadata.*");
        routes.get(PATH + "/{id}", call -> Answer.of(get(call)));
        routes.post(
                PATH + "/{id}",
                this::update,
                "active",
                "lookup_key",
                "transfer_lookup_key",
                "nickname",
                "tax_behavior",
                "metadata.*");
        routes.list(
                PATH,
                this::list,
                "active",
                "currency",
                "product",
                "type",
                "lookup_keys.*",
                "recurring.interval",
                "recurring.usage_type");
    }

    private Answer create(Call call) {
        Params params = call.params();
        String currency = Money.currency(params);
        long amount = params.requiredWhole("unit_amount");
        if (amount < 0) {
            throw StripeError.invalid(
                    400, "parameter_invalid_integer", "unit_amount", "This value must be greater than or equal to 0.");
        }
        JsonElement recurring = recurring(params);
        String key = lookupKey(call, null);
        Entity price = world.create(
                call.scope(),
                "price",
                new Fields()
                        .put("object", "price")
                        .put("active", params.flag("active", true))
                        .put("billing_scheme", params.oneOf("billing_scheme", "per_unit"))
                        .put("currency", currency)
                        .put("custom_unit_amount", null)
                        .put("lookup_key", key)
                        .put("metadata", Metadata.of(params))
                        .put("nickname", params.text("nickname"))
                        .put("product", product(call))
                        .put("recurring", recurring)
                        .put("tax_behavior", params.text("tax_behavior", "unspecified"))
                        .put("tiers_mode", null)
                        .put("transform_quantity", null)
                        .put("type", recurring.isJsonNull() ? "one_time" : "recurring")
                        .put("unit_amount", amount)
                        .put("unit_amount_decimal", Long.toString(amount)));
        world.events().emit("price.created", price);
        return Answer.of(price);
    }

    private String product(Call call) {
        Params params = call.params();
        if (params.has("product_data")) {
            Params data = params.group("product_data");
            String id = data.text("id");
            return Products.make(world, call.scope(), id == null ? world.ids().next("prod", 14) : id, data)
                    .id();
        }
        return Present.get(world, call, "product", params.required("product"), "product")
                .id();
    }

    private static JsonElement recurring(Params params) {
        if (!params.has("recurring")) {
            return JsonNull.INSTANCE;
        }
        Params given = params.group("recurring");
        given.required("interval");
        long count = given.whole("interval_count", 1);
        if (count < 1) {
            throw StripeError.invalidParam(
                    given.path("interval_count"), "This value must be greater than or equal to 1.");
        }
        return new Fields()
                .put("interval", given.oneOf("interval", "month", "day", "week", "month", "year"))
                .put("interval_count", count)
                .put("meter", null)
                .put("trial_period_days", null)
                .put("usage_type", given.oneOf("usage_type", "licensed"))
                .json();
    }

    /** A key belongs to one price; another one takes it only when it says so. */
    private @Nullable String lookupKey(Call call, @Nullable Entity self) {
        String key = call.params().text("lookup_key");
        if (key == null) {
            return null;
        }
        boolean transfer = call.params().flag("transfer_lookup_key", false);
        world.store()
                .all(call.scope(), "price")
                .filter(price -> price != self && price.is("lookup_key", key))
                .findFirst()
                .ifPresent(holder -> {
                    if (!transfer) {
                        throw StripeError.state(
                                "resource_already_exists",
                                "lookup_key",
                                "A price (`" + holder.id() + "`) already uses that lookup key.");
                    }
                    holder.set("lookup_key", null);
                });
        return key;
    }

    private Answer update(Call call) {
        Entity price = get(call);
        JsonObject before = price.snapshot();
        Params params = call.params();
        if (params.has("active")) {
            price.set("active", params.flag("active", true));
        }
        if (params.has("nickname")) {
            price.set("nickname", params.text("nickname"));
        }
        if (params.has("tax_behavior")) {
            price.set("tax_behavior", params.text("tax_behavior"));
        }
        if (params.has("lookup_key")) {
            price.set("lookup_key", lookupKey(call, price));
        }
        Metadata.merge(price, params);
        world.events().updated("price.updated", price, before);
        return Answer.of(price);
    }

    private Answer list(Call call) {
        Params params = call.params();
        Boolean active = params.flag("active");
        List<String> keys = params.texts("lookup_keys");
        String interval = params.group("recurring").text("interval");
        return Lists.page(
                call,
                world.store()
                        .all(call.scope(), "price")
                        .filter(Lists.same(call, "currency", "product", "type"))
                        .filter(one -> active == null || one.flag("active") == active)
                        .filter(one -> keys.isEmpty() || keys.contains(String.valueOf(one.text("lookup_key"))))
                        .filter(one ->
                                interval == null || interval.equals(Json.text(one.group("recurring"), "interval"))),
                PATH);
    }

    private Entity get(Call call) {
        return world.store().get(call.scope(), "price", call.id(), "id");
    }
}
