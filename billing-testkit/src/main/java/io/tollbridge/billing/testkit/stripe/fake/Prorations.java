// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a change inside a period gives back and charges, to the second. */
final class Prorations {
    private Prorations() {}

    /**
     * The lines of a change.
     *
     * @param before the items as they were
     * @param after the items as they are now, in the same period
     * @param at when the change takes effect
     */
    static List<LineDraft> between(List<JsonObject> before, List<JsonObject> after, Instant at) {
        List<LineDraft> lines = new ArrayList<>();
        for (JsonObject item : before) {
            if (changed(item, after)) {
                lines.addAll(unused(item, at));
            }
        }
        for (JsonObject item : after) {
            if (changed(item, before)) {
                long amount = part(SubscriptionItems.amount(item), item, at);
                lines.add(new LineDraft(item, amount, at, end(item), true, "Remaining time on "));
            }
        }
        return lines;
    }

    /** The credit for the rest of an item's period; none for what cost nothing. */
    static List<LineDraft> unused(JsonObject item, Instant at) {
        long amount = part(SubscriptionItems.amount(item), item, at);
        return List.of(new LineDraft(item, -amount, at, end(item), true, "Unused time on "));
    }

    private static boolean changed(JsonObject item, List<JsonObject> others) {
        return others.stream().noneMatch(other -> same(item, other));
    }

    private static boolean same(JsonObject one, JsonObject other) {
        return Json.must(one, "id").equals(Json.must(other, "id"))
                && Json.must(SubscriptionItems.price(one), "id").equals(Json.must(SubscriptionItems.price(other), "id"))
                && Json.whole(one, "quantity") == Json.whole(other, "quantity");
    }

    private static Instant end(JsonObject item) {
        return Json.mustTime(item, "current_period_end");
    }

    /** Half a minor unit is rounded up. */
    private static long part(long amount, JsonObject item, Instant at) {
        long start = Json.whole(item, "current_period_start");
        long end = Json.whole(item, "current_period_end");
        long left = Math.max(0, Math.min(end - start, end - at.getEpochSecond()));
        return Math.floorDiv(
                Math.addExact(Math.multiplyExact(Math.multiplyExact(amount, 2), left), end - start), 2 * (end - start));
    }
}
