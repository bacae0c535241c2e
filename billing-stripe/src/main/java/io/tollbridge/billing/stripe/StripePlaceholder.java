// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.google.gson.Gson;
import io.tollbridge.billing.BillingException;
import java.util.Objects;

/** PLACEHOLDER of the build skeleton: delete when the first source of this module lands. */
public final class StripePlaceholder {
    private StripePlaceholder() {}

    /** Uses each declared dependency once. */
    public static void touch() {
        Class<?> unusedCore = Objects.requireNonNull(BillingException.class);
        String unused = new Gson().toJson(1);
    }
}
