// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.util.List;

/** Puts objects into the words of one API version, and expands what the caller asked for. */
final class Rendering {
    private static final int MAX_DEPTH = 4;

    private final World world;
    private final ApiRendering version;

    Rendering(World world, ApiRendering version) {
        this.world = world;
        this.version = version;
    }

    JsonObject of(Entity entity) {
        JsonObject shown = new JsonObject();
        entity.json().entrySet().forEach(field -> {
            if (!field.getKey().startsWith("_")) {
                shown.add(field.getKey(), field.getValue().deepCopy());
            }
        });
        return world.versions().render(entity, shown, version);
    }

    JsonObject list(List<Entity> entities, boolean more, String url) {
        JsonArray data = new JsonArray();
        entities.forEach(entity -> data.add(of(entity)));
        return new Fields()
                .put("object", "list")
                .put("data", data)
                .put("has_more", more)
                .put("url", url)
                .json();
    }

    void expand(JsonObject json, List<String> paths) {
        for (String path : paths) {
            List<String> segments = List.of(path.split("\\.", -1));
            if (segments.stream().filter(segment -> !segment.equals("data")).count() > MAX_DEPTH) {
                throw StripeError.invalidParam(
                        "expand", "You cannot expand more than 4 levels of a property. Property: " + path);
            }
            expand(json, segments, path);
        }
    }

    private void expand(JsonElement at, List<String> segments, String path) {
        if (segments.isEmpty() || at.isJsonNull()) {
            return;
        }
        if (at instanceof JsonArray array) {
            array.forEach(entry -> expand(entry, segments, path));
        } else if (at instanceof JsonObject json) {
            String name = segments.get(0);
            JsonElement value = json.get(name);
            if (value == null && json.has("deleted")) {
                return;
            }
            if (value == null) {
                value = world.versions().included(json, name, this).orElseThrow(() -> notExpandable(path));
                json.add(name, value);
            } else if (value.isJsonPrimitive()) {
                value = resolve(value.getAsString(), path);
                json.add(name, value);
            } else if (value instanceof JsonArray ids) {
                value = resolveAll(ids);
                json.add(name, value);
            }
            expand(value, segments.subList(1, segments.size()), path);
        }
    }

    private JsonObject resolve(String id, String path) {
        return world.store().any(id).map(this::of).orElseThrow(() -> notExpandable(path));
    }

    private JsonArray resolveAll(JsonArray ids) {
        JsonArray resolved = new JsonArray();
        ids.forEach(id -> resolved.add(
                id.isJsonPrimitive()
                        ? world.store()
                                .any(id.getAsString())
                                .<JsonElement>map(this::of)
                                .orElse(id)
                        : id));
        return resolved;
    }

    private static StripeError notExpandable(String path) {
        return StripeError.invalidParam("expand", "This property cannot be expanded (" + path + ").");
    }
}
