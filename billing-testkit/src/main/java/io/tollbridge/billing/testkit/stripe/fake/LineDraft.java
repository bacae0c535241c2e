// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import io.tollbridge.billing.testkit.stripe.internal.InvoiceLineShape;
import java.time.Instant;
import java.util.List;

/**
 * A line before it stands on an invoice.
 *
 * @param item the subscription's item
 * @param amount in minor units, negative for a credit
 * @param words what its description begins with
 */
record LineDraft(JsonObject item, long amount, Instant start, Instant end, boolean proration, String words) {

    /** Lines for the whole current period of a subscription; a trial costs nothing. */
    static List<LineDraft> period(Entity subscription) {
        boolean trial = subscription.is("status", "trialing");
        return SubscriptionItems.of(subscription).stream()
                .map(item -> new LineDraft(
                        item,
                        trial ? 0 : SubscriptionItems.amount(item),
                        Json.mustTime(item, "current_period_start"),
                        Json.mustTime(item, "current_period_end"),
                        false,
                        trial ? "Trial period for " : Json.whole(item, "quantity") + " × "))
                .toList();
    }

    JsonObject line(World world, Entity subscription, String invoice) {
        JsonObject price = SubscriptionItems.price(item);
        long quantity = Json.whole(item, "quantity");
        Fields metadata = new Fields();
        subscription.group("metadata").entrySet().forEach(field -> metadata.put(field.getKey(), field.getValue()));
        return new InvoiceLineShape(
                        world.ids().next("il"),
                        invoice,
                        words + Json.must(price, "product"),
                        Json.must(price, "currency"),
                        amount,
                        quantity == 0 ? amount : amount / quantity,
                        quantity,
                        start,
                        end,
                        proration,
                        subscription.id(),
                        Json.must(item, "id"),
                        Json.must(price, "id"),
                        Json.must(price, "product"),
                        null,
                        new JsonArray(),
                        metadata,
                        subscription.scope().livemode())
                .fields()
                .json();
    }
}
