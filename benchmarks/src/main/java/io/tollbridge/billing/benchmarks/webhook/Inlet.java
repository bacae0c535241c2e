// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.testkit.stripe.fake.WebhookTarget;
import org.jspecify.annotations.Nullable;

/** What the fake Stripe delivers to, for services that come one after the other. */
final class Inlet implements WebhookTarget {
    private static final int OK = 200;
    private static final int NOBODY = 503;

    private volatile @Nullable BillingService billing;

    /** Leads to that service from now on. */
    void opens(BillingService service) {
        billing = service;
    }

    @Override
    public int receive(byte[] body, String signature) {
        BillingService open = billing;
        if (open == null) {
            return NOBODY;
        }
        open.webhooks().receive(body, signature);
        return OK;
    }
}
