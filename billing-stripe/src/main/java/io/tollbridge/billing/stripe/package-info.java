// SPDX-License-Identifier: Apache-2.0
/**
 * Stripe: the payment gateway, the proof that a webhook is genuine, and readers that understand its payloads in every
 * API version since 2019. Begin at {@link io.tollbridge.billing.stripe.StripeService}.
 */
@NullMarked
package io.tollbridge.billing.stripe;

import org.jspecify.annotations.NullMarked;
