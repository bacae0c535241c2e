// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import java.util.Map;

/** The host's own keys on an object. */
final class Metadata {
    private static final int MOST = 50;
    private static final int LONGEST_KEY = 40;
    private static final int LONGEST_VALUE = 500;

    private Metadata() {}

    /** What a new object gets. */
    static JsonObject of(Params params) {
        JsonObject metadata = new JsonObject();
        merge(metadata, params);
        return metadata;
    }

    /** Keys that are given are set, empty ones go, the others stay; an empty {@code metadata} takes all away. */
    static void merge(Entity entity, Params params) {
        if (!params.has("metadata")) {
            return;
        }
        JsonObject metadata = params.cleared("metadata")
                ? new JsonObject()
                : entity.group("metadata").deepCopy();
        merge(metadata, params);
        entity.set("metadata", metadata);
    }

    private static void merge(JsonObject metadata, Params params) {
        for (Map.Entry<String, String> entry : params.map("metadata").entrySet()) {
            check(params.path("metadata"), entry.getKey(), entry.getValue());
            if (entry.getValue().isEmpty()) {
                metadata.remove(entry.getKey());
            } else {
                metadata.addProperty(entry.getKey(), entry.getValue());
            }
        }
        if (metadata.size() > MOST) {
            throw StripeError.invalidParam(params.path("metadata"), "Metadata can have up to 50 keys.");
        }
    }

    private static void check(String path, String key, String value) {
        if (key.length() > LONGEST_KEY) {
            throw StripeError.invalidParam(
                    path, "Metadata keys can have at most 40 characters; '" + key + "' has " + key.length() + ".");
        }
        if (value.length() > LONGEST_VALUE) {
            throw StripeError.invalidParam(
                    path + "[" + key + "]",
                    "Metadata values can have at most 500 characters, this one has " + value.length() + ".");
        }
    }
}
