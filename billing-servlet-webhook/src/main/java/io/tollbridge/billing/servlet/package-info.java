// SPDX-License-Identifier: Apache-2.0
/**
 * Webhooks over servlets: a {@link io.tollbridge.billing.servlet.WebhookServlet} and a
 * {@link io.tollbridge.billing.servlet.WebhookFilter} of which the host mounts one. Raw bytes in, a status out.
 *
 * <p>Whatever reads the body before (a filter that logs requests or reads form parameters) breaks the signature; mount
 * the endpoint in front of it.
 */
@NullMarked
package io.tollbridge.billing.servlet;

import org.jspecify.annotations.NullMarked;
