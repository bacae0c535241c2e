// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import io.tollbridge.billing.testkit.stripe.internal.PreBasil;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The items of a subscription: what it is for, how many, and in which period. */
final class SubscriptionItems {
    private final World world;

    SubscriptionItems(World world) {
        this.world = world;
    }

    static List<JsonObject> of(Entity subscription) {
        return Json.data(subscription.json(), "items");
    }

    static JsonObject price(JsonObject item) {
        return Json.group(item, "price");
    }

    /** What an item costs for a period. */
    static long amount(JsonObject item) {
        return Math.multiplyExact(Json.whole(price(item), "unit_amount"), Json.whole(item, "quantity"));
    }

    static Instant start(Entity subscription) {
        return Json.mustTime(of(subscription).get(0), "current_period_start");
    }

    static Instant end(Entity subscription) {
        return Json.mustTime(of(subscription).get(0), "current_period_end");
    }

    /** Items for a new subscription; their periods are set by {@link #period}. */
    JsonArray create(Call call, String subscription) {
        JsonArray items = new JsonArray();
        for (Params given : call.params().groups("items")) {
            items.add(item(call, given, subscription));
        }
        if (items.isEmpty()) {
            throw StripeError.missingParam("items");
        }
        check(items);
        return items;
    }

    /** Items after an update: those that are named change or go, new ones come, others stay. */
    JsonArray update(Call call, Entity subscription) {
        List<JsonObject> items = new ArrayList<>();
        of(subscription).forEach(item -> items.add(item.deepCopy()));
        for (Params given : call.params().groups("items")) {
            String id = given.text("id");
            if (id == null) {
                JsonObject added = item(call, given, subscription.id());
                added.add("current_period_start", items.get(0).get("current_period_start"));
                added.add("current_period_end", items.get(0).get("current_period_end"));
                items.add(added);
            } else {
                change(call, given, id, items);
            }
        }
        JsonArray changed = new JsonArray();
        items.forEach(changed::add);
        if (changed.isEmpty()) {
            throw StripeError.invalidParam("items", "A subscription must have at least one active plan.");
        }
        check(changed);
        return changed;
    }

    static void period(Entity subscription, Instant start, Instant end) {
        of(subscription).forEach(item -> {
            item.addProperty("current_period_start", start.getEpochSecond());
            item.addProperty("current_period_end", end.getEpochSecond());
        });
    }

    static Fields list(String subscription, JsonArray items) {
        return Fields.list("/v1/subscription_items?subscription=" + subscription, false, items);
    }

    private void change(Call call, Params given, String id, List<JsonObject> items) {
        JsonObject item = items.stream()
                .filter(one -> id.equals(Json.text(one, "id")))
                .findFirst()
                .orElseThrow(() -> StripeError.missing("subscription_item", id, given.path("id")));
        if (given.flag("deleted", false)) {
            items.remove(item);
            return;
        }
        if (given.has("price")) {
            JsonObject price = priceOf(call, given);
            item.add("price", price);
            item.add("plan", PreBasil.plan(price));
        }
        if (given.has("quantity")) {
            item.addProperty("quantity", quantity(given));
        }
    }

    private JsonObject item(Call call, Params given, String subscription) {
        JsonObject price = priceOf(call, given);
        return new Fields()
                .put("id", world.ids().next("si", 14))
                .put("object", "subscription_item")
                .put("billing_thresholds", null)
                .put("created", world.now())
                .put("current_period_end", null)
                .put("current_period_start", null)
                .put("discounts", List.of())
                .put("metadata", Metadata.of(given))
                .put("plan", PreBasil.plan(price))
                .put("price", price)
                .put("quantity", quantity(given))
                .put("subscription", subscription)
                .put("tax_rates", List.of())
                .json();
    }

    private static long quantity(Params given) {
        long quantity = given.whole("quantity", 1);
        if (quantity < 0) {
            throw StripeError.invalid(
                    400,
                    "parameter_invalid_integer",
                    given.path("quantity"),
                    "This value must be greater than or equal to 0.");
        }
        return quantity;
    }

    private JsonObject priceOf(Call call, Params given) {
        Entity price = world.store().get(call.scope(), "price", given.required("price"), given.path("price"));
        if (!price.flag("active")) {
            throw StripeError.invalidParam(
                    given.path("price"), "The price specified is inactive. This field only accepts active prices.");
        }
        if (!price.has("recurring")) {
            throw StripeError.invalidParam(
                    given.path("price"),
                    "The price specified is set to `type=one_time` but this field only accepts prices with"
                            + " `type=recurring`.");
        }
        return world.render(price, ApiRendering.DAHLIA_2026_07_29);
    }

    private static void check(JsonArray items) {
        JsonObject first = price(items.get(0).getAsJsonObject());
        for (JsonObject item : Json.objects(items)) {
            if (!Periods.sameInterval(first, price(item))) {
                throw StripeError.invalidParam(
                        "items",
                        "All prices of a subscription must have the same billing interval (a limit of this fake;"
                                + " Stripe allows several in flexible billing mode).");
            }
            if (!Json.must(first, "currency").equals(Json.must(price(item), "currency"))) {
                throw StripeError.invalidParam(
                        "items",
                        "The price specified only supports one currency, and it is not" + " that of the subscription.");
            }
        }
    }
}
