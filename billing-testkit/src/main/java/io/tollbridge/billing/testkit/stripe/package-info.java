// SPDX-License-Identifier: Apache-2.0
/**
 * Stripe events for tests: what Stripe would send, in the words of an API version of choice, with a genuine signature.
 * Begin at {@link io.tollbridge.billing.testkit.stripe.StripeEvents}.
 */
@NullMarked
package io.tollbridge.billing.testkit.stripe;

import org.jspecify.annotations.NullMarked;
