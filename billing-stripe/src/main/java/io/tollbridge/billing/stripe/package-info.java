// SPDX-License-Identifier: Apache-2.0
/** The payment gateway on Stripe. */
@NullMarked
package io.tollbridge.billing.stripe;

import org.jspecify.annotations.NullMarked;
