// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Stripe as the payment service. Thread-safe; holds no connection and no thread. */
public final class StripeService implements PaymentGateway {
    private final StripeSettings settings;
    private final StripeWebhooks webhooks;

    private StripeService(StripeSettings settings) {
        this.settings = settings;
        this.webhooks = new StripeWebhooks(settings);
    }

    /** Stripe with these settings. */
    public static StripeService create(StripeSettings settings) {
        return new StripeService(settings);
    }

    @Override
    public boolean livemode() {
        return settings.livemode();
    }

    @Override
    public WebhookSource webhooks() {
        return webhooks;
    }

    /**
     * Proves that Stripe signed a request, for hosts that receive webhooks of their own beside this library's. Returns
     * when it is genuine.
     *
     * <p>Every configured secret is tried, in constant time. Unlike Stripe's own library this also refuses signatures
     * from the future, and throws nothing else whatever the input.
     *
     * @param body the request body, byte for byte
     * @param header the value of the {@code Stripe-Signature} header, null when there was none
     * @param now the time, to tell stale and future signatures
     * @throws WebhookRejectedException when it is not genuine
     */
    public void verifyWebhookSignature(byte[] body, @Nullable String header, Instant now) {
        webhooks.verifySignature(body, header, now);
    }

    /** Which account and mode; never a secret. */
    @Override
    public String toString() {
        return "StripeService[" + settings + "]";
    }
}
