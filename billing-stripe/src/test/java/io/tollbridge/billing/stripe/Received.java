// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookContext;
import io.tollbridge.billing.webhook.WebhookEvent;

/** Takes events the way that they take in production: signed, verified, then handled. */
final class Received {
    static final String SECRET = "whsec_test_of_the_handlers";

    private static final StripeWebhooks SOURCE = source(StripeSettings.builder());

    private Received() {}

    static StripeWebhooks source(StripeSettings.Builder settings) {
        return new StripeWebhooks(settings.webhookSecret(SECRET).livemode(false).build(), null, null);
    }

    static WebhookEvent verified(StripeWebhooks source, StripeEvent event) {
        String header = WebhookSigner.of(SECRET).header(event, event.created());
        return source.verify(event.body(), header, event.created()).event();
    }

    static HandlerResult handled(StripeEvent event, WebhookContext context) {
        return handled(SOURCE, event, context);
    }

    static HandlerResult handled(StripeWebhooks source, StripeEvent event, WebhookContext context) {
        return source.handlers().get(0).handle(verified(source, event), context);
    }

    /** The one command that comes of an event. */
    static Command command(StripeEvent event, WebhookContext context) {
        HandlerResult result = handled(event, context);
        if (result instanceof HandlerResult.Apply apply && apply.commands().size() == 1) {
            return apply.commands().get(0);
        }
        throw new AssertionError("expected one command, not " + result);
    }
}
