// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.Currency;
import java.util.Locale;
import java.util.Map;

/** What Stripe accepts as an amount. Amounts are whole numbers of a currency's smallest unit. */
final class Money {
    private static final long LARGEST = 99_999_999;
    private static final long SMALLEST = 50;
    private static final Map<String, Long> OTHER_SMALLEST =
            Map.of("gbp", 30L, "huf", 17_500L, "mxn", 1_000L, "dkk", 250L, "sek", 300L, "nok", 300L, "pln", 200L);

    private Money() {}

    static String currency(Params params) {
        String given = params.required("currency").toLowerCase(Locale.ROOT);
        try {
            Currency.getInstance(given.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw StripeError.invalidParam(params.path("currency"), "Invalid currency: " + given + ".");
        }
        return given;
    }

    /** An amount that a card can be charged. */
    static long chargeable(Params params, String currency) {
        long amount = params.requiredWhole("amount");
        long smallest = OTHER_SMALLEST.getOrDefault(currency, SMALLEST);
        if (amount < 1) {
            throw StripeError.invalid(
                    400,
                    "parameter_invalid_integer",
                    params.path("amount"),
                    "This value must be greater than or equal to 1.");
        }
        if (amount < smallest) {
            throw StripeError.invalid(
                    400,
                    "amount_too_small",
                    params.path("amount"),
                    "Amount must be at least " + smallest + " in the smallest unit of " + currency + ".");
        }
        if (amount > LARGEST) {
            throw StripeError.invalid(
                    400, "amount_too_large", params.path("amount"), "Amount must be no more than $999,999.99");
        }
        return amount;
    }
}
