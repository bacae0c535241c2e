// SPDX-License-Identifier: Apache-2.0
/**
 * A small SaaS and the story of one customer. Package {@code app} is what a host writes; package {@code story} plays the
 * customer and Stripe, and checks what it tells.
 */
@NullMarked
package io.tollbridge.billing.examples.saas;

import org.jspecify.annotations.NullMarked;
