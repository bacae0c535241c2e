// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Compares what is told with what is, and remembers every difference. */
final class Checks {
    private final List<String> differences = new ArrayList<>();
    private int made;

    /** True when it is as told. */
    boolean same(String what, Object told, Object found) {
        made++;
        boolean same = Objects.equals(told, found);
        if (!same) {
            differences.add(what + ": told " + told + ", found " + found);
        }
        return same;
    }

    int made() {
        return made;
    }

    List<String> differences() {
        return List.copyOf(differences);
    }
}
