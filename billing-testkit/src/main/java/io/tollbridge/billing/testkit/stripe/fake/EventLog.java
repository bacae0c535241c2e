// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes events, inside the mutation that they are about, and keeps them for 30 days. */
final class EventLog {
    static final Duration KEPT = Duration.ofDays(30);

    private final World world;
    private final String accountVersion;

    EventLog(World world, String accountVersion) {
        this.world = world;
        this.accountVersion = accountVersion;
    }

    void emit(String type, Entity about) {
        emit(type, about, null);
    }

    /** An {@code updated} event, unless nothing has changed. */
    void updated(String type, Entity about, JsonObject before) {
        if (!visible(before).equals(visible(about.json()))) {
            emit(type, about, before);
        }
    }

    /**
     * Makes an event.
     *
     * @param before the object before the change, for {@code previous_attributes}; null for none
     */
    void emit(String type, Entity about, @Nullable JsonObject before) {
        emit(type, about.scope(), version -> data(about, before, version), false);
    }

    /** The same fact once more, as another event. */
    void twin(Entity event) {
        JsonObject data = event.group("data");
        emit(event.must("type"), event.scope(), version -> data, true);
    }

    /** An event about something that is not stored, such as an upcoming invoice. */
    void emit(String type, Scope scope, JsonObject object) {
        emit(type, scope, version -> new Fields().put("object", object).json(), false);
    }

    Stream<Entity> kept(Scope scope) {
        long oldest = world.now().minus(KEPT).getEpochSecond();
        return world.store().all(scope, "event").filter(event -> event.whole("created") >= oldest);
    }

    private void emit(String type, Scope scope, Data data, boolean twin) {
        JsonObject json = event(type, scope, accountVersion, data);
        Entity event = world.create(scope, world.ids().next("evt"), json).set("_twin", twin);
        world.deliveries().enqueue(event, version -> body(event, version, data));
    }

    private JsonObject event(String type, Scope scope, String version, Data data) {
        Fields event = new Fields().put("object", "event");
        if (scope.account() != null) {
            event.put("account", scope.account());
        }
        Cause cause = world.cause();
        return event.put("api_version", version)
                .put("data", data.in(Versions.of(version, ApiRendering.DAHLIA_2026_07_29)))
                .put("pending_webhooks", 0)
                .put(
                        "request",
                        new Fields().put("id", cause.requestId()).put("idempotency_key", cause.idempotencyKey()))
                .put("type", type)
                .json();
    }

    /** The event as an endpoint with its own version gets it. */
    private String body(Entity event, @Nullable String version, Data data) {
        String own = version == null ? accountVersion : version;
        JsonObject json = visible(event.json());
        json.addProperty("api_version", own);
        json.add("data", data.in(Versions.of(own, ApiRendering.DAHLIA_2026_07_29)));
        return Json.write(json);
    }

    private JsonObject data(Entity about, @Nullable JsonObject before, ApiRendering version) {
        JsonObject now = world.render(about, version);
        Fields data = new Fields().put("object", now);
        if (before != null) {
            Entity old = new Entity(about.id(), about.object(), about.scope(), about.seq(), before);
            data.put("previous_attributes", previous(world.render(old, version), now));
        }
        return data.json();
    }

    private static JsonObject previous(JsonObject before, JsonObject now) {
        JsonObject previous = new JsonObject();
        before.entrySet().forEach(field -> {
            JsonElement current = now.get(field.getKey());
            if (!field.getValue().equals(current)) {
                boolean metadata = field.getKey().equals("metadata");
                previous.add(
                        field.getKey(),
                        metadata && current instanceof JsonObject after
                                ? changedKeys(field.getValue().getAsJsonObject(), after)
                                : field.getValue());
            }
        });
        return previous;
    }

    /** Metadata names the changed keys only; a key that is new was null. */
    private static JsonObject changedKeys(JsonObject before, JsonObject after) {
        JsonObject changed = new JsonObject();
        before.entrySet().forEach(field -> {
            if (!field.getValue().equals(after.get(field.getKey()))) {
                changed.add(field.getKey(), field.getValue());
            }
        });
        after.keySet().stream().filter(key -> !before.has(key)).forEach(key -> changed.add(key, JsonNull.INSTANCE));
        return changed;
    }

    private static JsonObject visible(JsonObject json) {
        JsonObject visible = new JsonObject();
        json.entrySet().stream()
                .filter(field -> !field.getKey().startsWith("_"))
                .forEach(field -> visible.add(field.getKey(), field.getValue()));
        return visible;
    }

    /** The part of an event that depends on the version. */
    private interface Data {
        JsonObject in(ApiRendering version);
    }
}
