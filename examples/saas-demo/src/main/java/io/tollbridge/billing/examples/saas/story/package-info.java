// SPDX-License-Identifier: Apache-2.0
/** Plays one customer and Stripe against the application, over HTTP, and checks every balance that it tells. */
@NullMarked
package io.tollbridge.billing.examples.saas.story;

import org.jspecify.annotations.NullMarked;
