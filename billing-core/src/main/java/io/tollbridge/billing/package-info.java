// SPDX-License-Identifier: Apache-2.0
/** The front door: {@link io.tollbridge.billing.BillingService}, its requests, its results and its errors. */
@NullMarked
package io.tollbridge.billing;

import org.jspecify.annotations.NullMarked;
