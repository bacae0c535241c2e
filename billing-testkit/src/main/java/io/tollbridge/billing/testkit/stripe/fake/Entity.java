// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object in the words of the current API version. Fields whose names begin with an underscore are the fake's own and
 * are never shown. Guarded by the lock of {@link World}.
 */
final class Entity {
    private final String id;
    private final String object;
    private final Scope scope;
    private final long seq;
    private JsonObject json;

    Entity(String id, String object, Scope scope, long seq, JsonObject json) {
        this.id = id;
        this.object = object;
        this.scope = scope;
        this.seq = seq;
        this.json = json;
    }

    String id() {
        return id;
    }

    String object() {
        return object;
    }

    Scope scope() {
        return scope;
    }

    /** Order of creation. */
    long seq() {
        return seq;
    }

    JsonObject json() {
        return json;
    }

    JsonObject snapshot() {
        return json.deepCopy();
    }

    /** What is left after deletion. */
    void delete() {
        json = new Fields()
                .put("id", id)
                .put("object", object)
                .put("deleted", true)
                .json();
    }

    boolean isDeleted() {
        return json.has("deleted");
    }

    Entity set(String name, @Nullable Object value) {
        json.add(name, Fields.element(value));
        return this;
    }

    @Nullable
    String text(String name) {
        return Json.text(json, name);
    }

    /** Text that must be there. */
    String must(String name) {
        return Json.must(json, name);
    }

    boolean is(String name, String value) {
        return value.equals(text(name));
    }

    long whole(String name) {
        return Json.whole(json, name);
    }

    boolean flag(String name) {
        return Json.flag(json, name);
    }

    @Nullable
    Instant time(String name) {
        return Json.time(json, name);
    }

    boolean has(String name) {
        JsonElement value = json.get(name);
        return value != null && !value.isJsonNull();
    }

    JsonObject group(String name) {
        return Json.group(json, name);
    }

    JsonArray array(String name) {
        return Json.array(json, name);
    }

    @Override
    public String toString() {
        return object + " " + id;
    }
}
