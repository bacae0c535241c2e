// SPDX-License-Identifier: Apache-2.0
/**
 * Journeys of tenants, end to end: Stripe moves a subscription, its signed webhooks come over HTTP into the servlet, and
 * the worker asks Stripe again and writes to a database.
 */
@NullMarked
package io.tollbridge.billing.servlet.journey;

import org.jspecify.annotations.NullMarked;
