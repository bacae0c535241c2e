// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Duration;
import java.time.Instant;

/** Writes out a price. */
record PriceRendering(String id, long unitAmount, Instant created, Interval interval, boolean livemode) {
    static final String CURRENCY = "usd";

    static Fields price(PriceRendering price) {
        return new Fields()
                .put("id", price.id)
                .put("object", "price")
                .put("active", true)
                .put("billing_scheme", "per_unit")
                .put("created", price.created)
                .put("currency", CURRENCY)
                .put("livemode", price.livemode)
                .put("lookup_key", null)
                .put("metadata", new Fields())
                .put("nickname", null)
                .put("product", product(price.id))
                .put(
                        "recurring",
                        new Fields()
                                .put("interval", price.interval.word)
                                .put("interval_count", 1)
                                .put("usage_type", "licensed"))
                .put("type", "recurring")
                .put("unit_amount", price.unitAmount)
                .put("unit_amount_decimal", Long.toString(price.unitAmount));
    }

    static String product(String priceId) {
        return "prod_" + priceId;
    }

    /** How long a period of a price is. */
    enum Interval {
        WEEK("week"),
        MONTH("month"),
        YEAR("year");

        private final String word;

        Interval(String word) {
            this.word = word;
        }

        static Interval of(Instant start, Instant end) {
            long days = Duration.between(start, end).toDays();
            if (days < 28) {
                return WEEK;
            }
            return days < 365 ? MONTH : YEAR;
        }
    }
}
