// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import io.tollbridge.billing.BillingException;
import jakarta.servlet.Servlet;
import java.util.Objects;

/** PLACEHOLDER of the build skeleton: delete when the first source of this module lands. */
public final class ServletPlaceholder {
    private ServletPlaceholder() {}

    /**
     * Uses each declared dependency once.
     *
     * @param type any servlet
     */
    public static void touch(Class<? extends Servlet> type) {
        Class<?> unusedCore = Objects.requireNonNull(BillingException.class);
    }
}
