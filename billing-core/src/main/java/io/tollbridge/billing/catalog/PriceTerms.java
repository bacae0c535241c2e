// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.catalog;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.util.Locale;

/**
 * What the host takes a Stripe price for. Only the diagnosis reads it: what is charged is what the price says at Stripe.
 *
 * @param minorUnits price of one unit in minor units of the currency, 0 or more
 * @param currency ISO 4217 code in lower case
 * @param interval how often it is paid
 */
public record PriceTerms(long minorUnits, String currency, Interval interval) {
    /** How often a price is paid. */
    public enum Interval {
        /** Every month. */
        MONTH,
        /** Every year. */
        YEAR
    }

    public PriceTerms {
        CatalogChecks.notNegative("amount of a price", minorUnits);
        if (!currency.matches("[A-Za-z]{3}")) {
            throw new InvalidArgumentException(
                    ErrorCode.CATALOG_INVALID, "a price needs a three-letter currency, not \"" + currency + "\"");
        }
        currency = currency.toLowerCase(Locale.ROOT);
    }
}
