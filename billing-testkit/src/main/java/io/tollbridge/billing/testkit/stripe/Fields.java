// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A JSON object in the making, in Stripe's notation: times are whole seconds, what is missing is null. */
final class Fields {
    private final JsonObject json = new JsonObject();

    Fields put(String name, @Nullable Object value) {
        json.add(name, element(value));
        return this;
    }

    JsonObject json() {
        return json;
    }

    /** A list object with these entries. */
    static Fields list(String url, boolean more, JsonArray data) {
        return new Fields()
                .put("object", "list")
                .put("data", data)
                .put("has_more", more)
                .put("total_count", data.size())
                .put("url", url);
    }

    private static JsonElement element(@Nullable Object value) {
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
        }
        return new JsonPrimitive(value.toString());
    }
}
