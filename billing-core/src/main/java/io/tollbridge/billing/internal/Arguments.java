// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import org.jspecify.annotations.Nullable;

/** Checks of arguments that no account could ever accept. Each throws {@link InvalidArgumentException}. */
public final class Arguments {
    private static final int MAX_TEXT = 255;

    private Arguments() {}

    /** A tenant id. */
    public static void tenant(String tenantId) {
        text(ErrorCode.TENANT_INVALID, "a tenant id", tenantId);
    }

    /** An idempotency key. */
    public static void key(String key) {
        text(ErrorCode.KEY_INVALID, "an idempotency key", key);
    }

    /** A text of 1 to 255 characters. */
    public static void text(ErrorCode code, String what, @Nullable String text) {
        text(code, what, text, MAX_TEXT);
    }

    /** A text of 1 to so many characters. */
    static void text(ErrorCode code, String what, @Nullable String text, int most) {
        // why: null is checked although callers are null-marked, because theirs may not be compiled with a checker
        if (text == null || text.isBlank() || text.length() > most) {
            String found = text == null
                    ? "null"
                    : text.isBlank() ? "\"" + abbreviated(text) + "\"" : text.length() + " characters";
            throw new InvalidArgumentException(
                    code, what + " needs 1 to " + most + " characters that are not all blank, not " + found);
        }
        if (unstorable(text)) {
            throw new InvalidArgumentException(
                    code, what + " must not hold the null character or half of a surrogate pair");
        }
    }

    /** True for what some databases cannot store: the null character, and halves of surrogate pairs. */
    private static boolean unstorable(String text) {
        // why no stream: this is on the path of every call
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return true;
            } else if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String abbreviated(String blank) {
        return blank.length() > 8 ? blank.substring(0, 8) + "..." : blank;
    }

    /** Credits, 0 or more. */
    public static void notNegative(String what, long credits) {
        if (credits < 0) {
            throw new InvalidArgumentException(
                    ErrorCode.AMOUNT_INVALID, "the " + what + " must be 0 credits or more, not " + credits);
        }
    }

    /** Credits, 1 or more. */
    public static void positive(String what, long credits) {
        if (credits < 1) {
            throw new InvalidArgumentException(
                    ErrorCode.AMOUNT_INVALID, "the " + what + " must be 1 credit or more, not " + credits);
        }
    }
}
