// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.List;
import java.util.function.Predicate;

/** {@code /v1/events}: what has happened in the last 30 days, in the words of when it happened. */
final class Events implements Resource {
    private static final String PATH = "/v1/events";

    private final World world;

    Events(World world) {
        this.world = world;
    }

    @Override
    public void register(Routes routes) {
        routes.get(
                PATH + "/{id}",
                call -> Answer.of(world.events()
                        .kept(call.scope())
                        .filter(event -> event.id().equals(call.id()))
                        .findFirst()
                        .orElseThrow(() -> StripeError.missing("event", call.id(), "id"))));
        routes.list(PATH, this::list, "type", "types.*", "delivery_success");
    }

    private Answer list(Call call) {
        Params params = call.params();
        String type = params.text("type");
        List<String> types = params.texts("types");
        Boolean delivered = params.flag("delivery_success");
        Predicate<Entity> wanted = event -> (type == null || matches(type, event))
                && (types.isEmpty() || types.stream().anyMatch(one -> matches(one, event)))
                && (delivered == null || delivered == delivered(event));
        return Lists.page(call, world.events().kept(call.scope()).filter(wanted), PATH);
    }

    /** {@code invoice.*} stands for all types that begin like that. */
    private static boolean matches(String type, Entity event) {
        return type.endsWith("*")
                ? event.must("type").startsWith(type.substring(0, type.length() - 1))
                : event.is("type", type);
    }

    private static boolean delivered(Entity event) {
        return event.whole("pending_webhooks") == 0 && !event.flag("_dropped");
    }
}
