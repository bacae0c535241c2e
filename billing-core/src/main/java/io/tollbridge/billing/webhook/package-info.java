// SPDX-License-Identifier: Apache-2.0
/** Webhooks: what arrives, what becomes of it, and how handlers turn it into commands. */
@NullMarked
package io.tollbridge.billing.webhook;

import org.jspecify.annotations.NullMarked;
