// SPDX-License-Identifier: Apache-2.0
/** What the event builders and the fake Stripe share. No promise is made about anything in here. */
@NullMarked
package io.tollbridge.billing.testkit.stripe.internal;

import org.jspecify.annotations.NullMarked;
