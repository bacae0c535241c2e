// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object in the making, in Stripe's notation: times are whole seconds, what is missing is null. Not thread-safe. */
public final class Fields {
    private final JsonObject json = new JsonObject();

    /** Sets a field. */
    public Fields put(String name, @Nullable Object value) {
        json.add(name, element(value));
        return this;
    }

    /** The object itself, not a copy. */
    public JsonObject json() {
        return json;
    }

    /** A list object with these entries. */
    public static Fields list(String url, boolean more, JsonArray data) {
        return new Fields()
                .put("object", "list")
                .put("data", data)
                .put("has_more", more)
                .put("total_count", data.size())
                .put("url", url);
    }

    /** A value in Stripe's notation. */
    public static JsonElement element(@Nullable Object value) {
        if (value == null) {
            return JsonNull.INSTANCE;
        } else if (value instanceof JsonElement element) {
            return element;
        } else if (value instanceof Fields fields) {
            return fields.json;
        } else if (value instanceof Instant instant) {
            return new JsonPrimitive(instant.getEpochSecond());
        } else if (value instanceof Number number) {
            return new JsonPrimitive(number);
        } else if (value instanceof Boolean flag) {
            return new JsonPrimitive(flag);
        } else if (value instanceof Map<?, ?> map) {
            Fields fields = new Fields();
            map.forEach((name, entry) -> fields.put(String.valueOf(name), entry));
            return fields.json;
        } else if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(entry -> array.add(element(entry)));
            return array;
        }
        return new JsonPrimitive(value.toString());
    }
}
