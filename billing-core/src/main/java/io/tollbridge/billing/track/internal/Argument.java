// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the arguments that annotations point at. */
final class Argument {
    static final String TEXTS = "a CharSequence, a whole number, a UUID or an enum";
    static final String COUNTS = "a whole number, an array, a Collection or a Map";
    private static final List<Class<?>> WHOLE_NUMBERS =
            List.of(long.class, int.class, short.class, byte.class, Long.class, Integer.class, Short.class, Byte.class);

    private Argument() {}

    static boolean isText(Class<?> type) {
        return CharSequence.class.isAssignableFrom(type)
                || WHOLE_NUMBERS.contains(type)
                || type == BigInteger.class
                || type == UUID.class
                || type.isEnum();
    }

    static boolean isCount(Class<?> type) {
        return WHOLE_NUMBERS.contains(type) || isSized(type);
    }

    static boolean isSized(Class<?> type) {
        return type.isArray() || Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
    }

    static String text(Object argument) {
        // why: an enum may print itself differently tomorrow
        return argument instanceof Enum<?> constant ? constant.name() : argument.toString();
    }

    /** The key that the arguments make together; parts cannot run into each other. */
    static String key(String method, @Nullable Object[] arguments, List<Integer> places) {
        if (places.size() == 1) {
            return keyPart(method, arguments, places.get(0));
        }
        StringBuilder key = new StringBuilder();
        for (int place : places) {
            String part = keyPart(method, arguments, place);
            key.append(key.isEmpty() ? "" : ":")
                    .append(part.replace("\\", "\\\\").replace(":", "\\:"));
        }
        return key.toString();
    }

    private static String keyPart(String method, @Nullable Object[] arguments, int place) {
        Object argument = arguments[place];
        String part = argument == null ? "" : text(argument);
        if (part.isBlank()) {
            throw new InvalidArgumentException(
                    ErrorCode.KEY_INVALID,
                    "the idempotency key of " + method + " is " + (argument == null ? "null" : "blank") + " (argument "
                            + place + "); pass one that the client repeats, or call a method without @BillingKey");
        }
        return part;
    }

    /** How many units an argument stands for. */
    static long count(String method, @Nullable Object argument, int place) {
        if (argument == null) {
            throw new InvalidArgumentException(
                    ErrorCode.AMOUNT_INVALID,
                    "the units of " + method + " are null (argument " + place + "); pass how many are used");
        }
        long count = argument instanceof Number number ? number.longValue() : size(argument);
        if (count < 0) {
            throw new InvalidArgumentException(
                    ErrorCode.AMOUNT_INVALID, "the units of " + method + " must be 0 or more, not " + count);
        }
        return count;
    }

    /** How many elements something holds; none when it is not there. */
    static long size(@Nullable Object sized) {
        if (sized instanceof Collection<?> collection) {
            return collection.size();
        } else if (sized instanceof Map<?, ?> map) {
            return map.size();
        }
        return sized == null ? 0 : Array.getLength(sized);
    }
}
