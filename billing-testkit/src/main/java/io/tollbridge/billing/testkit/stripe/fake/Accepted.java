// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The parameters that an endpoint knows, such as {@code items.*.price}. A star stands for an index or a free key. What is
 * not listed is refused, so that a typo in a client is seen.
 */
record Accepted(List<String[]> paths) {
    static Accepted of(String... patterns) {
        List<String[]> paths = new ArrayList<>();
        for (String pattern : patterns) {
            paths.add(pattern.split("\\.", -1));
        }
        paths.add(new String[] {"expand", "*"});
        return new Accepted(List.copyOf(paths));
    }

    void check(Map<String, Object> tree) {
        check(new ArrayList<>(), tree);
    }

    private void check(List<String> at, Map<?, ?> tree) {
        tree.forEach((key, value) -> {
            List<String> here = new ArrayList<>(at);
            here.add(String.valueOf(key));
            if (paths.stream().noneMatch(path -> beginsWith(path, here))) {
                throw unknown(here);
            }
            if (value instanceof Map<?, ?> group) {
                check(here, group);
            }
        });
    }

    private static boolean beginsWith(String[] path, List<String> at) {
        if (path.length < at.size()) {
            return false;
        }
        for (int i = 0; i < at.size(); i++) {
            if (!path[i].equals("*") && !path[i].equals(at.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static StripeError unknown(List<String> at) {
        StringBuilder name = new StringBuilder(at.get(0));
        at.subList(1, at.size())
                .forEach(segment -> name.append('[').append(segment).append(']'));
        return StripeError.invalid(400, "parameter_unknown", name.toString(), "Received unknown parameter: " + name);
    }
}
