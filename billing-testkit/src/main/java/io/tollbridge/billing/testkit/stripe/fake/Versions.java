// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How kinds of objects read in older API versions, and which fields they have only when asked. */
final class Versions {
    private final Map<String, Translation> old = new HashMap<>();
    private final Map<String, Translation> always = new HashMap<>();
    private final Map<String, Inclusion> inclusions = new HashMap<>();

    /** How the current words of a kind of object become those of another version. */
    void old(String object, Translation translation) {
        old.put(object, translation);
    }

    /** What is done to a kind of object in every version before it is shown. */
    void shown(String object, Translation translation) {
        always.put(object, translation);
    }

    /** A field that is there only when it is expanded. */
    void includable(String object, String field, Inclusion inclusion) {
        inclusions.put(object + "." + field, inclusion);
    }

    JsonObject render(Entity entity, JsonObject shown, ApiRendering version) {
        Translation first = always.get(entity.object());
        if (first != null && !entity.isDeleted()) {
            first.translate(entity, shown, version);
        }
        Translation translation = old.get(entity.object());
        return translation == null || entity.isDeleted() ? shown : translation.translate(entity, shown, version);
    }

    Optional<JsonElement> included(JsonObject json, String field, Rendering rendering) {
        Inclusion inclusion = inclusions.get(Json.text(json, "object") + "." + field);
        return Optional.ofNullable(inclusion).map(known -> known.include(Json.must(json, "id"), rendering));
    }

    /** The words that a dated version is told in. */
    static ApiRendering of(@Nullable String version, ApiRendering otherwise) {
        return version == null ? otherwise : ApiRendering.of(version);
    }

    /** Rewrites an object. */
    interface Translation {
        JsonObject translate(Entity entity, JsonObject shown, ApiRendering version);
    }

    /** Makes the field of the object with an id. */
    interface Inclusion {
        JsonElement include(String id, Rendering rendering);
    }
}
