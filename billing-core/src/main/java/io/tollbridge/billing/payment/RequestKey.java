// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.util.regex.Pattern;

/**
 * The key under which a payment service carries a request out once. It is made of an attempt that was stored and
 * committed <em>before</em> the request is sent, so that a crash can be followed by the same request under the same key.
 *
 * <p>The same key always goes with the same request. When the request changes, take the next number. Stripe forgets keys
 * after 24 hours: from then on the same key is a new request.
 *
 * @param purpose what is done, such as {@code refund}
 * @param id the host's or this library's id of what it is done for; no personal data, for it is sent and logged
 * @param number which attempt, 1 or more
 */
public record RequestKey(String purpose, String id, int number) {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.\\-]{1,100}");

    public RequestKey {
        check("purpose", purpose);
        check("id", id);
        if (number < 1) {
            throw new InvalidArgumentException(
                    ErrorCode.KEY_INVALID, "the number of an attempt begins with 1, not " + number);
        }
    }

    private static void check(String what, String part) {
        if (!PART.matcher(part).matches()) {
            throw new InvalidArgumentException(
                    ErrorCode.KEY_INVALID,
                    "the " + what + " of a request key is 1 to 100 letters, digits, dots, dashes and underscores, and"
                            + " holds no personal data; take a random id where there is none that fits");
        }
    }

    /** What is sent: {@code tollbridge:purpose:id:number}, 255 characters at most. */
    public String value() {
        return "tollbridge:" + purpose + ":" + id + ":" + number;
    }

    /** The value. */
    @Override
    public String toString() {
        return value();
    }
}
