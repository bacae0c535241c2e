// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

/** What receiving a request came to; either way the sender is answered with 2xx. */
public enum WebhookReceipt {
    /** The event is stored and committed. */
    STORED,
    /** The event had been stored before; nothing was written. */
    DUPLICATE
}
