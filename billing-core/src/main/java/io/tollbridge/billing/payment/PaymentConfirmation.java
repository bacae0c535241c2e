// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What came of having a customer confirm a payment. Whoever has the address of the page is let in, so it is never shown by
 * {@link #toString()}; do not log or store it.
 *
 * @param outcome how the payment stands now
 * @param page where to send the browser, null when there is nothing to confirm any more
 */
public record PaymentConfirmation(
        PurchaseOutcome outcome, @Nullable URI page) {
    /** Without the address. */
    @Override
    public String toString() {
        return "PaymentConfirmation[" + outcome + ", " + (page == null ? "no page" : "a page") + "]";
    }
}
