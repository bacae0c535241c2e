// SPDX-License-Identifier: Apache-2.0
/** Meters of a billing service: {@link io.tollbridge.billing.micrometer.BillingMeters}. */
@NullMarked
package io.tollbridge.billing.micrometer;

import org.jspecify.annotations.NullMarked;
