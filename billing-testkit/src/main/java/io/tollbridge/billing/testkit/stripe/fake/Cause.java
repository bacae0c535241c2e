// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import org.jspecify.annotations.Nullable;

/** The request that an event names as its cause; both are null for what time brought about. */
record Cause(@Nullable String requestId, @Nullable String idempotencyKey) {
    static final Cause TIME = new Cause(null, null);
}
