// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a request, or a group of them such as {@code items[0]}. A leaf is text; an empty leaf means "unset" where
 * Stripe allows it. Names in errors are written as the client wrote them.
 */
final class Params {
    private final String name;
    private final Map<String, Object> tree;

    private Params(String name, Map<String, Object> tree) {
        this.name = name;
        this.tree = tree;
    }

    static Params root(Map<String, Object> tree) {
        return new Params("", tree);
    }

    boolean has(String field) {
        return tree.containsKey(field);
    }

    boolean isEmpty() {
        return tree.isEmpty();
    }

    /** Whether the field is there and set to nothing. */
    boolean cleared(String field) {
        return "".equals(tree.get(field));
    }

    /** Text of a field; null when it is missing or empty. */
    @Nullable
    String text(String field) {
        Object value = tree.get(field);
        if (value instanceof Map) {
            throw StripeError.invalidParam(path(field), "Invalid string: value must be a string");
        }
        return value == null || value.equals("") ? null : (String) value;
    }

    String text(String field, String otherwise) {
        String value = text(field);
        return value == null ? otherwise : value;
    }

    String required(String field) {
        String value = text(field);
        if (value == null) {
            throw cleared(field)
                    ? StripeError.invalid(
                            400,
                            "parameter_invalid_empty",
                            path(field),
                            "You passed an empty string for '" + path(field)
                                    + "'. We assume empty values are an attempt to unset a parameter; however '"
                                    + path(field) + "' cannot be unset.")
                    : StripeError.missingParam(path(field));
        }
        return value;
    }

    @Nullable
    Long whole(String field) {
        String value = text(field);
        if (value == null) {
            return null;
        }
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw StripeError.invalid(400, "parameter_invalid_integer", path(field), "Invalid integer: " + value);
        }
    }

    long whole(String field, long otherwise) {
        Long value = whole(field);
        return value == null ? otherwise : value;
    }

    long requiredWhole(String field) {
        required(field);
        return whole(field, 0);
    }

    @Nullable
    Boolean flag(String field) {
        String value = text(field);
        if (value == null) {
            return null;
        }
        if (!value.equals("true") && !value.equals("false")) {
            throw StripeError.invalidParam(path(field), "Invalid boolean: " + value);
        }
        return value.equals("true");
    }

    boolean flag(String field, boolean otherwise) {
        Boolean value = flag(field);
        return value == null ? otherwise : value;
    }

    @Nullable
    Instant time(String field) {
        Long seconds = whole(field);
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }

    String oneOf(String field, String otherwise, String... allowed) {
        String value = text(field, otherwise);
        if (!value.equals(otherwise) && !Arrays.asList(allowed).contains(value)) {
            throw StripeError.invalidParam(
                    path(field), "Invalid " + path(field) + ": must be one of " + String.join(", ", allowed));
        }
        return value;
    }

    /** A group of fields; empty when it is missing. */
    Params group(String field) {
        return new Params(path(field), children(field));
    }

    /** Entries of an array of groups, in the order of their indexes. */
    List<Params> groups(String field) {
        return ordered(field).entrySet().stream()
                .map(entry -> new Params(path(field) + "[" + entry.getKey() + "]", asTree(field, entry.getValue())))
                .toList();
    }

    /** Entries of an array of texts. */
    List<String> texts(String field) {
        return ordered(field).values().stream().map(String::valueOf).toList();
    }

    /** Free keys with texts, such as metadata. */
    Map<String, String> map(String field) {
        Map<String, String> map = new LinkedHashMap<>();
        children(field).forEach((key, value) -> map.put(key, String.valueOf(value)));
        return map;
    }

    String path(String field) {
        return name.isEmpty() ? field : name + "[" + field + "]";
    }

    Map<String, Object> tree() {
        return Collections.unmodifiableMap(tree);
    }

    private Map<Integer, Object> ordered(String field) {
        Map<Integer, Object> ordered = new TreeMap<>();
        children(field).forEach((index, value) -> ordered.put(index(field, index), value));
        return ordered;
    }

    private int index(String field, String index) {
        try {
            return Integer.parseInt(index);
        } catch (NumberFormatException e) {
            throw StripeError.invalidParam(path(field), "Invalid array");
        }
    }

    private Map<String, Object> children(String field) {
        Object value = tree.get(field);
        return value == null || value.equals("") ? Map.of() : asTree(field, value);
    }

    @SuppressWarnings("unchecked") // FormBody makes nothing but texts and trees of this type
    private Map<String, Object> asTree(String field, Object value) {
        if (!(value instanceof Map)) {
            throw StripeError.invalidParam(path(field), "Invalid object");
        }
        return (Map<String, Object>) value;
    }
}
