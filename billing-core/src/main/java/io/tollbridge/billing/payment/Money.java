// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An amount of money in the currency's minor unit, as the payment service counts it: cents for usd, yen for jpy. Nothing
 * is ever multiplied or divided by 100 on its way there. Immutable.
 *
 * @param minorUnits 0 or more
 * @param currency ISO 4217 code in lower case
 */
public record Money(long minorUnits, String currency) {
    /**
     * Where Stripe counts otherwise than ISO 4217. isk and ugx have no decimals but are counted in hundredths; mga has
     * none although ISO gives it two. Source: docs.stripe.com/currencies, special cases and zero-decimal currencies.
     */
    private static final Map<String, Integer> EXCEPTIONS = Map.of("isk", 2, "ugx", 2, "mga", 0);

    private static final Set<String> WHOLE_ONLY = Set.of("isk", "ugx");

    public Money {
        if (minorUnits < 0) {
            throw new InvalidArgumentException(
                    ErrorCode.AMOUNT_INVALID, "an amount of money must be 0 or more minor units, not " + minorUnits);
        }
        if (currency.length() != 3 || !currency.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "a currency is three lower-case letters such as usd, not \"" + currency + "\"");
        }
    }

    /**
     * An amount.
     *
     * @param minorUnits 0 or more
     * @param isoCurrency three letters, in any case
     */
    public static Money of(long minorUnits, String isoCurrency) {
        return new Money(minorUnits, isoCurrency.toLowerCase(Locale.ROOT));
    }

    /**
     * This amount, which must be one that can be charged.
     *
     * <p>Card networks take currencies of three decimals only in tens of the minor unit, and isk and ugx only whole.
     * Anything else would be refused by Stripe at the time of payment; here it is refused when it is configured.
     *
     * @throws InvalidArgumentException when it cannot be charged; the message names the nearest amount that can
     */
    public Money chargeable() {
        long step = WHOLE_ONLY.contains(currency) ? 100 : decimals() == 3 ? 10 : 1;
        if (minorUnits < 1 || minorUnits % step != 0) {
            throw new InvalidArgumentException(
                    ErrorCode.AMOUNT_INVALID,
                    minorUnits + " minor units of " + currency + " cannot be charged; charge "
                            + Math.max(step, minorUnits / step * step)
                            + (step == 1 ? " or more" : ", or another multiple of " + step));
        }
        return this;
    }

    /** How many decimals the currency has when an amount is shown. */
    public int decimals() {
        Integer exception = EXCEPTIONS.get(currency);
        if (exception != null) {
            return exception;
        }
        try {
            return Math.max(
                    0, Currency.getInstance(currency.toUpperCase(Locale.ROOT)).getDefaultFractionDigits());
        } catch (IllegalArgumentException unknown) {
            // why: a currency that this JDK does not know yet is still charged as it was given
            return 2;
        }
    }

    /** For people, such as {@code 10.00 USD}, {@code 1500 JPY} and {@code 1.500 KWD}. */
    @Override
    public String toString() {
        return BigDecimal.valueOf(minorUnits, decimals()).toPlainString() + " " + currency.toUpperCase(Locale.ROOT);
    }
}
