// SPDX-License-Identifier: Apache-2.0
/**
 * A Stripe in this process: stateful, on a loopback port, with a clock of its own. Begin at
 * {@link io.tollbridge.billing.testkit.stripe.fake.FakeStripe}.
 */
@NullMarked
package io.tollbridge.billing.testkit.stripe.fake;

import org.jspecify.annotations.NullMarked;
