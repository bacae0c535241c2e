// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Billing periods: counted from the anchor, so that the 31st comes back after a short month. In UTC, like Stripe's. */
final class Periods {
    private Periods() {}

    /** The first end of a period after a moment. */
    static Instant endAfter(Instant anchor, JsonObject price, Instant after) {
        long steps = 0;
        Instant end = anchor;
        while (!end.isAfter(after)) {
            steps++;
            end = plus(anchor, price, steps);
        }
        return end;
    }

    static Instant plus(Instant anchor, JsonObject price, long steps) {
        JsonObject recurring = Json.group(price, "recurring");
        long count = steps * Math.max(1, Json.whole(recurring, "interval_count"));
        LocalDateTime from = LocalDateTime.ofInstant(anchor, ZoneOffset.UTC);
        LocalDateTime to = switch (Json.must(recurring, "interval")) {
            case "day" -> from.plusDays(count);
            case "week" -> from.plusWeeks(count);
            case "year" -> from.plusYears(count);
            default -> from.plusMonths(count);
        };
        return to.toInstant(ZoneOffset.UTC);
    }

    static boolean sameInterval(JsonObject one, JsonObject other) {
        JsonObject first = Json.group(one, "recurring");
        JsonObject second = Json.group(other, "recurring");
        return Json.must(first, "interval").equals(Json.must(second, "interval"))
                && Json.whole(first, "interval_count") == Json.whole(second, "interval_count");
    }
}
