// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All objects. Guarded by the lock of {@link World}. */
final class Store {
    private final Map<String, Entity> byId = new HashMap<>();
    private final Map<String, TreeMap<Long, Entity>> byObject = new HashMap<>();
    private long lastSeq;

    Entity add(Scope scope, String id, JsonObject json) {
        String object = Json.must(json, "object");
        Entity entity = new Entity(id, object, scope, ++lastSeq, json);
        if (byId.putIfAbsent(id, entity) != null) {
            throw new IllegalStateException("an object with the id " + id + " is there already");
        }
        byObject.computeIfAbsent(object, ignored -> new TreeMap<>()).put(entity.seq(), entity);
        return entity;
    }

    /** Takes an object away as if it had never been. */
    void remove(Entity entity) {
        byId.remove(entity.id());
        byObject.getOrDefault(entity.object(), new TreeMap<>()).remove(entity.seq());
    }

    /** An object of any kind and scope. */
    Optional<Entity> any(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    boolean has(Scope scope, String object, String id) {
        Entity entity = byId.get(id);
        return entity != null
                && entity.object().equals(object)
                && entity.scope().equals(scope);
    }

    /**
     * An object that must be there, deleted ones included.
     *
     * @param param name of the parameter that named it, for the error
     */
    Entity get(Scope scope, String object, String id, @Nullable String param) {
        Entity entity = byId.get(id);
        if (entity == null || !entity.object().equals(object)) {
            throw StripeError.missing(object, id, param);
        }
        if (!entity.scope().equals(scope)) {
            throw elsewhere(scope, entity, param);
        }
        return entity;
    }

    /** Newest first, without deleted ones. */
    Stream<Entity> all(Scope scope, String object) {
        TreeMap<Long, Entity> entities = byObject.getOrDefault(object, new TreeMap<>());
        return entities.descendingMap().values().stream()
                .filter(entity -> entity.scope().equals(scope) && !entity.isDeleted());
    }

    /** Of every scope, newest first, without deleted ones. */
    Stream<Entity> all(String object) {
        return byObject.getOrDefault(object, new TreeMap<>()).descendingMap().values().stream()
                .filter(entity -> !entity.isDeleted());
    }

    private static StripeError elsewhere(Scope scope, Entity entity, @Nullable String param) {
        String message = "No such " + entity.object().replace('_', ' ') + ": '" + entity.id() + "'";
        if (scope.livemode() != entity.scope().livemode()) {
            message += "; a similar object exists in " + (scope.livemode() ? "test" : "live") + " mode, but a "
                    + (scope.livemode() ? "live" : "test") + " mode key was used to make this request.";
        }
        return StripeError.invalid(404, "resource_missing", param, message);
    }
}
