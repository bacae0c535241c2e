// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The application's account at Stripe.
 *
 * @param apiKey a key of test mode
 * @param apiBase where a stand-in for Stripe listens, null for Stripe itself
 * @param webhookSecrets the signing secrets of the webhook endpoints
 * @param starterPrice Stripe's price of the starter plan
 */
public record StripeAccess(String apiKey, @Nullable String apiBase, List<String> webhookSecrets, String starterPrice) {
    /** Where browsers find the application; pages of Stripe lead back to nowhere else. */
    static final String PUBLIC_URL = "https://saas.example.com";

    public StripeAccess {
        webhookSecrets = List.copyOf(webhookSecrets);
    }

    StripeService connect() {
        StripeSettings.Builder settings =
                StripeSettings.builder().apiKey(apiKey).livemode(false).publicUrl(PUBLIC_URL);
        webhookSecrets.forEach(settings::webhookSecret);
        if (apiBase != null) {
            settings.apiBase(apiBase);
        }
        return StripeService.create(settings.build());
    }

    /** Leaves the secrets out, so that they never reach a log. */
    @Override
    public String toString() {
        return "StripeAccess[" + starterPrice + "]";
    }
}
