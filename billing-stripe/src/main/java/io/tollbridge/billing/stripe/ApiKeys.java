// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.BillingConfigurationException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an API key of Stripe looks like. Messages never show one. */
final class ApiKeys {
    private static final Pattern KEY = Pattern.compile("(sk|rk)_(test|live)_[A-Za-z0-9_]{1,250}");

    private ApiKeys() {}

    static String checked(String key) {
        if (KEY.matcher(key).matches()) {
            return key;
        }
        throw new BillingConfigurationException(
                "an API key begins with rk_live_, rk_test_, sk_live_ or sk_test_ and has no blanks" + mistakenFor(key));
    }

    private static String mistakenFor(String key) {
        if (key.isBlank()) {
            return " (what was given is blank: is the environment variable set?)";
        }
        if (key.startsWith("pk_")) {
            return " (what was given is a publishable key, which is for browsers)";
        }
        return key.startsWith("whsec_") ? " (what was given is a webhook secret)" : "";
    }

    static boolean live(String key) {
        return key.startsWith("sk_live_") || key.startsWith("rk_live_");
    }

    static void checkMode(@Nullable String key, boolean livemode) {
        if (key != null && live(key) != livemode) {
            throw new BillingConfigurationException("the API key is for " + (live(key) ? "live" : "test")
                    + " mode, but livemode(" + livemode + ") was said; give the key of the other mode");
        }
    }
}
