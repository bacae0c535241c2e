// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The state of the fake and what all resources share. One lock guards all of it. */
final class World {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Store store = new Store();
    private final Versions versions = new Versions();
    private final Ids ids;
    private final Timeline timeline;
    private final Deliveries deliveries;
    private final EventLog events;
    private final List<Consumer<Entity>> deletions = new ArrayList<>();
    private boolean portalRemoved;
    private Cause cause = Cause.TIME;

    World(long seed, InstantSource time, String accountVersion) {
        ids = new Ids(seed);
        timeline = new Timeline(time);
        deliveries = new Deliveries(this, seed);
        events = new EventLog(this, accountVersion);
    }

    Store store() {
        return store;
    }

    Versions versions() {
        return versions;
    }

    Ids ids() {
        return ids;
    }

    Timeline timeline() {
        return timeline;
    }

    EventLog events() {
        return events;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    /** What happens before a customer is deleted. */
    List<Consumer<Entity>> deletions() {
        return deletions;
    }

    /** Whether nobody has saved the portal's settings. */
    boolean portalRemoved() {
        return portalRemoved;
    }

    void removePortal() {
        portalRemoved = true;
        store.all(PortalConfigurations.OBJECT).toList().forEach(one -> one.set("is_default", false));
    }

    Instant now() {
        return timeline.now();
    }

    Cause cause() {
        return cause;
    }

    /** Runs work alone, after everything that was due before. */
    <T extends @Nullable Object> T alone(Supplier<T> work) {
        lock.lock();
        try {
            timeline.catchUp();
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    void alone(Runnable work) {
        this.<@Nullable Void>alone(() -> {
            work.run();
            return null;
        });
    }

    /** Runs a request's work alone; events name the request as their cause. */
    <T> T request(Cause by, Supplier<T> work) {
        return alone(() -> {
            cause = by;
            try {
                return work.get();
            } finally {
                cause = Cause.TIME;
            }
        });
    }

    /** Adds an object; its id, mode and moment of creation are filled in. */
    Entity create(Scope scope, String prefix, Fields fields) {
        return create(scope, ids.next(prefix), fields.json());
    }

    Entity create(Scope scope, String id, JsonObject json) {
        JsonObject whole = new JsonObject();
        whole.addProperty("id", id);
        whole.add("object", json.get("object"));
        whole.addProperty("created", now().getEpochSecond());
        whole.addProperty("livemode", scope.livemode());
        json.entrySet().forEach(field -> whole.add(field.getKey(), field.getValue()));
        return store.add(scope, id, whole);
    }

    JsonObject render(Entity entity, ApiRendering version) {
        return new Rendering(this, version).of(entity);
    }
}
