// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import io.tollbridge.billing.testkit.stripe.ApiRendering;
import java.util.Map;

/** What a customer does in the portal. Changes go the same way as those of the API. */
final class PortalVisit {
    private final World world;
    private final SubscriptionChange change;

    PortalVisit(World world, SubscriptionChange change) {
        this.world = world;
        this.change = change;
    }

    /** Cancels at the end of the period. In flexible billing mode the portal sets the moment, and not the flag. */
    void cancel(Entity subscription) {
        long end = SubscriptionItems.end(subscription).getEpochSecond();
        update(subscription, Map.of("cancel_at", Long.toString(end)));
    }

    /** Takes a cancellation back. */
    void keep(Entity subscription) {
        update(subscription, Map.of("cancel_at", ""));
    }

    /** Changes to another price, and pays the difference now. */
    void swap(Entity subscription, String price) {
        String item = Json.must(SubscriptionItems.of(subscription).get(0), "id");
        update(
                subscription,
                Map.of(
                        "items",
                        Map.of("0", Map.of("id", item, "price", price)),
                        "proration_behavior",
                        "always_invoice"));
    }

    /** Makes a test card the customer's default. */
    void card(Entity customer, String card) {
        Entity method = PaymentMethods.test(world, customer.scope(), card);
        PaymentMethods.attach(world, method, customer);
        var before = customer.snapshot();
        customer.group("invoice_settings").addProperty("default_payment_method", method.id());
        world.events().updated("customer.updated", customer, before);
    }

    private void update(Entity subscription, Map<String, Object> params) {
        change.update(
                new Call(
                        subscription.scope(),
                        ApiRendering.DAHLIA_2026_07_29,
                        Params.root(params),
                        Map.of("id", subscription.id())),
                subscription);
    }
}
