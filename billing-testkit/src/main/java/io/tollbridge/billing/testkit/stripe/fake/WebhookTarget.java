// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

/** Code that stands for a webhook endpoint, for tests without a web server. */
@FunctionalInterface
public interface WebhookTarget {
    /**
     * Takes a delivery. An exception counts as no answer.
     *
     * @param body the body, byte for byte
     * @param signature the {@code Stripe-Signature} header
     * @return the HTTP status
     */
    int receive(byte[] body, String signature);
}
