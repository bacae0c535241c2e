// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code a[b][0]=c}, the way Stripe writes trees of parameters in query strings and form bodies. */
final class FormBody {
    private FormBody() {}

    static Map<String, Object> parse(String encoded) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (String pair : encoded.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                put(tree, segments(decode(key)), decode(value));
            }
        }
        return tree;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            throw StripeError.invalidParam(text, "Invalid request: the parameters are not form encoded");
        }
    }

    private static List<String> segments(String key) {
        List<String> segments = new ArrayList<>();
        int open = key.indexOf('[');
        segments.add(open < 0 ? key : key.substring(0, open));
        while (open >= 0) {
            int close = key.indexOf(']', open);
            if (close < 0) {
                throw StripeError.invalidParam(key, "Invalid request: unbalanced brackets in a parameter's name");
            }
            segments.add(key.substring(open + 1, close));
            open = key.indexOf('[', close);
        }
        return segments;
    }

    @SuppressWarnings("unchecked") // trees are made here only
    private static void put(Map<String, Object> tree, List<String> segments, String value) {
        Map<String, Object> level = tree;
        for (int i = 0; i < segments.size() - 1; i++) {
            String segment = indexed(level, segments.get(i));
            Object next = level.computeIfAbsent(segment, ignored -> new LinkedHashMap<String, Object>());
            if (!(next instanceof Map)) {
                throw StripeError.invalidParam(segment, "Invalid object");
            }
            level = (Map<String, Object>) next;
        }
        level.put(indexed(level, segments.get(segments.size() - 1)), value);
    }

    /** {@code []} appends. */
    private static String indexed(Map<String, Object> level, String segment) {
        return segment.isEmpty() ? Integer.toString(level.size()) : segment;
    }
}
