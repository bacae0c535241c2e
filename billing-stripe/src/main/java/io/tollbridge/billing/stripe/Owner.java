// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose an object is, as far as it tells itself.
 *
 * @param customer Stripe's customer
 * @param livemode true for real money
 * @param tenantHint the tenant that the metadata names, null when it names none
 */
record Owner(String customer, boolean livemode, @Nullable String tenantHint) {
    private static final int MAX_TENANT_ID = 255;

    /** Finds whose it is: the linked tenant, or the one that the metadata names when nothing speaks against it. */
    HandlerResult apply(Reading.Means means, WebhookContext context) {
        Optional<String> linked = context.tenantOf(customer, livemode);
        if (linked.isPresent()) {
            return new HandlerResult.Apply(means.commands().tenant(linked.get()), null);
        }
        String hint = tenantHint;
        if (hint == null) {
            return HandlerResult.retry("customer " + customer + " is not linked to a tenant yet, and the"
                    + " subscription's metadata has no " + StripeMetadata.TENANT);
        }
        if (hint.isBlank() || hint.length() > MAX_TENANT_ID) {
            return HandlerResult.quarantine("the " + StripeMetadata.TENANT + " in the subscription's metadata is not a"
                    + " tenant id of 1 to " + MAX_TENANT_ID + " characters");
        }
        Optional<String> other = context.customerOf(hint, livemode);
        if (other.isPresent() && !other.get().equals(customer)) {
            return HandlerResult.quarantine("the subscription's metadata says that customer " + customer + " is tenant "
                    + hint + ", which is linked to customer " + other.get()
                    + "; link the right customer and replay the event");
        }
        return new HandlerResult.Apply(means.commands().tenant(hint), new TenantLink(hint, customer, livemode));
    }
}
