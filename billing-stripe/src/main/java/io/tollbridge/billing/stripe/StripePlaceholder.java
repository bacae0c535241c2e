// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.google.gson.Gson;
import io.tollbridge.billing.Placeholder;

/** PLACEHOLDER of the build skeleton: delete when the first source of this module lands. */
public final class StripePlaceholder {
    private StripePlaceholder() {}

    /** Uses each declared dependency once. */
    public static void touch() {
        Placeholder.touch();
        String unused = new Gson().toJson(1);
    }
}
