// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.catalog;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A bundle of credits that can be bought once and rolls over. Immutable; each method returns a new bundle.
 *
 * @param id the host's name for it, 1-255 characters
 * @param credits how many credits it holds, 1 or more
 * @param priceMinor price in minor units of the currency (cents for usd, yen for jpy), 0 when not for sale
 * @param currency ISO 4217 code in lower case as Stripe writes it, null when not for sale
 */
public record Bundle(
        String id, long credits, long priceMinor, @Nullable String currency) {
    public Bundle {
        CatalogChecks.id("bundle", id);
        if (credits < 1) {
            throw new InvalidArgumentException(
                    ErrorCode.CATALOG_INVALID, "bundle " + id + " must hold 1 credit or more, not " + credits);
        }
        CatalogChecks.notNegative("price of bundle " + id, priceMinor);
    }

    /** A bundle of so many credits that has no price yet. */
    public static Bundle of(String id, long credits) {
        return new Bundle(id, credits, 0, null);
    }

    /**
     * This bundle for so much money.
     *
     * @param minorUnits price in minor units, 1 or more
     * @param isoCurrency three letters, in any case
     */
    public Bundle price(long minorUnits, String isoCurrency) {
        if (minorUnits < 1 || !isoCurrency.matches("[A-Za-z]{3}")) {
            throw new InvalidArgumentException(
                    ErrorCode.CATALOG_INVALID,
                    "bundle " + id + " needs a price of 1 minor unit or more and a three-letter currency, not "
                            + minorUnits + " " + isoCurrency);
        }
        return new Bundle(id, credits, minorUnits, isoCurrency.toLowerCase(Locale.ROOT));
    }
}
