// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import org.jspecify.annotations.Nullable;

/** Which data a key sees: those of test or live mode, of one account. */
record Scope(boolean livemode, @Nullable String account) {}
