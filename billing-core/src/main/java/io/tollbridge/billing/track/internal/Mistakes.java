// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.BillingConfigurationException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Everything that is wrong with what was looked at, so that it can be mended at once. */
final class Mistakes {
    private final Set<String> found = new LinkedHashSet<>();

    void add(String mistake) {
        found.add(mistake);
    }

    void add(Method method, String mistake) {
        found.add(name(method) + " " + mistake);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** How messages call a method, such as {@code Mailer.send}. */
    static String name(Method method) {
        return simpleName(method.getDeclaringClass()) + "." + method.getName();
    }

    private static String simpleName(Class<?> type) {
        return type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new BillingConfigurationException(message(found));
        }
    }

    private static String message(Collection<String> mistakes) {
        String head = mistakes.size() == 1
                ? "usage tracking has a mistake"
                : "usage tracking has " + mistakes.size() + " mistakes";
        return head + ":\n- " + String.join("\n- ", mistakes);
    }
}
