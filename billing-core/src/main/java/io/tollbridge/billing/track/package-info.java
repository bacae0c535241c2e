// SPDX-License-Identifier: Apache-2.0
/**
 * What {@link io.tollbridge.billing.TrackUsage} can be told: where the cost, the tenant and the idempotency key come
 * from, how the tenant follows work to other threads, and how tracked objects are made.
 */
@NullMarked
package io.tollbridge.billing.track;

import org.jspecify.annotations.NullMarked;
