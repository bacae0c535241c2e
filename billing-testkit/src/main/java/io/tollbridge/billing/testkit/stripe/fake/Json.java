// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads JSON that the fake itself has written, so that a wrong type is a mistake of the fake. */
final class Json {
    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .create();

    private Json() {}

    static String write(JsonElement json) {
        return GSON.toJson(json);
    }

    @Nullable
    static String text(JsonObject json, String name) {
        JsonElement value = json.get(name);
        return value == null || value.isJsonNull() ? null : value.getAsString();
    }

    static String must(JsonObject json, String name) {
        String text = text(json, name);
        if (text == null) {
            throw new IllegalStateException("the fake expects '" + name + "' in " + text(json, "id"));
        }
        return text;
    }

    /** A number; 0 when it is missing. */
    static long whole(JsonObject json, String name) {
        JsonElement value = json.get(name);
        return value == null || value.isJsonNull() ? 0 : value.getAsLong();
    }

    static boolean flag(JsonObject json, String name) {
        JsonElement value = json.get(name);
        return value != null && !value.isJsonNull() && value.getAsBoolean();
    }

    @Nullable
    static Instant time(JsonObject json, String name) {
        JsonElement value = json.get(name);
        return value == null || value.isJsonNull() ? null : Instant.ofEpochSecond(value.getAsLong());
    }

    static Instant mustTime(JsonObject json, String name) {
        return Instant.ofEpochSecond(Long.parseLong(must(json, name)));
    }

    /** A group; an empty one, not attached, when it is missing. */
    static JsonObject group(JsonObject json, String name) {
        JsonElement value = json.get(name);
        return value instanceof JsonObject group ? group : new JsonObject();
    }

    /** An array; an empty one, not attached, when it is missing. */
    static JsonArray array(JsonObject json, String name) {
        JsonElement value = json.get(name);
        return value instanceof JsonArray array ? array : new JsonArray();
    }

    static List<JsonObject> objects(JsonArray array) {
        List<JsonObject> objects = new ArrayList<>();
        array.forEach(entry -> objects.add(entry.getAsJsonObject()));
        return objects;
    }

    /** Entries of an embedded list object. */
    static List<JsonObject> data(JsonObject json, String name) {
        return objects(array(group(json, name), "data"));
    }
}
