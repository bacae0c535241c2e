// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rewrites objects of the current API version into the words of before {@code 2025-03-31.basil}. */
public final class PreBasil {
    private PreBasil() {}

    /**
     * An invoice.
     *
     * @param invoice the current form; it is changed
     * @param prices writes out a price by its id
     * @param intent id of its payment intent, null for none
     * @param charge id of the charge that paid it, null for none
     */
    public static JsonObject invoice(
            JsonObject invoice, Function<String, JsonObject> prices, @Nullable String intent, @Nullable String charge) {
        JsonObject details = group(group(invoice, "parent"), "subscription_details");
        invoice.add("charge", Fields.element(charge));
        invoice.addProperty("paid", invoice.get("status").getAsString().equals("paid"));
        invoice.add("payment_intent", Fields.element(intent));
        invoice.add("subscription", field(details, "subscription"));
        invoice.add("tax", JsonNull.INSTANCE);
        invoice.remove("parent");
        invoice.remove("total_taxes");
        group(invoice, "lines").getAsJsonArray("data").forEach(line -> line(line.getAsJsonObject(), prices));
        return invoice;
    }

    /** A line of an invoice. */
    public static JsonObject line(JsonObject line, Function<String, JsonObject> prices) {
        JsonObject item = group(group(line, "parent"), "subscription_item_details");
        JsonElement proration = field(item, "proration");
        boolean prorated = !proration.isJsonNull() && proration.getAsBoolean();
        JsonElement priceId = field(group(group(line, "pricing"), "price_details"), "price");
        if (prorated) {
            line.add("invoice_item", field(item, "invoice_item"));
        }
        if (!priceId.isJsonNull()) {
            JsonObject price = prices.apply(priceId.getAsString());
            line.add("plan", plan(price));
            line.add("price", price);
        }
        line.addProperty("proration", prorated);
        line.add("subscription", field(item, "subscription"));
        line.add("subscription_item", field(item, "subscription_item"));
        line.add("tax_amounts", Fields.element(List.of()));
        line.add("tax_rates", Fields.element(List.of()));
        line.addProperty("type", prorated || item.size() == 0 ? "invoiceitem" : "subscription");
        for (String current : new String[] {"invoice", "parent", "pricing", "subtotal", "taxes"}) {
            line.remove(current);
        }
        return line;
    }

    /** A subscription; the current form is changed. */
    public static JsonObject subscription(JsonObject subscription) {
        JsonObject first = null;
        for (JsonElement element : group(subscription, "items").getAsJsonArray("data")) {
            JsonObject item = element.getAsJsonObject();
            if (first == null) {
                first = item.deepCopy();
            }
            item.remove("current_period_end");
            item.remove("current_period_start");
            item.remove("discounts");
        }
        if (first != null) {
            boolean single = group(subscription, "items").getAsJsonArray("data").size() == 1;
            subscription.add("current_period_end", field(first, "current_period_end"));
            subscription.add("current_period_start", field(first, "current_period_start"));
            subscription.add("plan", single ? plan(group(first, "price")) : JsonNull.INSTANCE);
            subscription.add("quantity", single ? field(first, "quantity") : JsonNull.INSTANCE);
        }
        subscription.add("discount", JsonNull.INSTANCE);
        subscription.remove("billing_mode");
        subscription.remove("discounts");
        return subscription;
    }

    /** The plan that stood for a recurring price. A price that is charged once has none. */
    public static JsonElement plan(JsonObject price) {
        if (field(price, "recurring").isJsonNull()) {
            return JsonNull.INSTANCE;
        }
        JsonObject recurring = group(price, "recurring");
        Fields plan = new Fields()
                .put("id", field(price, "id"))
                .put("object", "plan")
                .put("active", field(price, "active"))
                .put("amount", field(price, "unit_amount"))
                .put("amount_decimal", field(price, "unit_amount_decimal"))
                .put("billing_scheme", field(price, "billing_scheme"));
        for (String same : new String[] {"created", "currency"}) {
            plan.put(same, field(price, same));
        }
        return plan.put("interval", field(recurring, "interval"))
                .put("interval_count", field(recurring, "interval_count"))
                .put("livemode", field(price, "livemode"))
                .put("metadata", new Fields())
                .put("nickname", field(price, "nickname"))
                .put("product", field(price, "product"))
                .put("usage_type", "licensed")
                .json();
    }

    private static JsonElement field(JsonObject json, String name) {
        JsonElement value = json.get(name);
        return value == null ? JsonNull.INSTANCE : value;
    }

    private static JsonObject group(JsonObject json, String name) {
        return json.get(name) instanceof JsonObject group ? group : new JsonObject();
    }
}
