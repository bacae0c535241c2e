// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

/** When a subscription ends. */
public enum CancelTiming {
    /** At once, without money back. */
    NOW,
    /** When what was paid for is over; can be undone until then. */
    AT_PERIOD_END
}
